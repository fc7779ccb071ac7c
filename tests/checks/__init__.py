"""Tests of the rules for the contents."""
