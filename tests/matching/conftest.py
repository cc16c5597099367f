"""A register with a cheap stand-in for the embedding model: everything else is real."""
