"""Where messages come in and go out. Every text passes the door."""
