"""Rules of law as functions: no texts, no I/O. Figures and laws come from `knowledge/`."""
