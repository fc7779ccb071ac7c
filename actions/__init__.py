"""Guided checks: a person answers two to five questions, and gets what the rules say for their own case.

`engine.py` leads through the questions, one file each holds a check, `rules/` holds the rules without texts and without I/O.
"""
