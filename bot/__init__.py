"""The Rasa process of Drom: it understands a message, decides and answers with a card."""
