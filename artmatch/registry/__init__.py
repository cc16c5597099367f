"""The register: Object ID records, photographs and embeddings in one SQLAlchemy store, with its migrations."""

from artmatch.registry.store import Registry
from artmatch.registry.values import Counts, EmbeddingState, NewPhotograph, Registered

__all__ = ["Counts", "EmbeddingState", "NewPhotograph", "Registered", "Registry"]
