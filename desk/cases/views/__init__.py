"""Pages and fragments of the queue and of a case."""
