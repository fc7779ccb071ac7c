"""Fits the sentence encoder to how our people ask. Needs PyTorch, which nothing else here does; see docs/encoder.md."""
