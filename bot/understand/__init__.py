"""From a typed text to a decision: language, spelling, meaning, places, urgency. Each part is a Rasa graph component."""
