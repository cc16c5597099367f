"""Find the registered object that a bad photograph shows."""
