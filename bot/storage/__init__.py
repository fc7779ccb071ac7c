"""Conversations, messages and Rasa's events in PostgreSQL. Knows no channel."""
