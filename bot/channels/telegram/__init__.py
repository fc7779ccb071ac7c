"""Telegram: updates come in by webhook or polling, messages go out one by one and are accounted for."""
