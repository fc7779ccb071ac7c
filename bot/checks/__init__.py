"""Rules that the contents of `knowledge/`, `locales/` and `data/nlu/` must keep; `python -m bot check` applies them."""
