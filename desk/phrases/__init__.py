"""Phrases with blanks in four languages."""
