"""A world around the Telegram channel: a strict Bot API on loopback, people, and a bot that may be killed."""
