"""The desk at which the staff of a centre read and answer. It never imports the bot (docs/desk-door.md)."""
