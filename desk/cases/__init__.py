"""Queue, case, notes, replies and the outbox that carries what the staff wants to the bot."""
