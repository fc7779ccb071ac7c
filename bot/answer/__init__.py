"""What is said: cards, the figures in them, the choices under them."""
