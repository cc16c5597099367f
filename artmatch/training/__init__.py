"""Training of the embedding model, by this project's own code: data, faults, losses, loop, release."""
