"""The desk at which the staff of a Kommunales Integrationszentrum read and answer. It never imports the bot (docs/desk-door.md)."""
