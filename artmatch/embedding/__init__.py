"""The embedding model: manifest, network, and the embedder that turns photographs into unit vectors."""
