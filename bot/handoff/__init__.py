"""The hand-off of a person to the staff of their centre: states, changes of a case, orders of the desk, what falls due."""
