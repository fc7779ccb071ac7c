"""Pages and tables for people who look after the contents: coverage, cards to read, figures of understanding."""
