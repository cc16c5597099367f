"""Vector indexes: the protocol, an exact oracle, FAISS, and saved generations. FAISS loads on first use."""

from artmatch.index.exact import ExactIndex
from artmatch.index.faiss_index import FaissIndex
from artmatch.index.generations import Generations
from artmatch.index.protocol import VectorIndex

__all__ = ["ExactIndex", "FaissIndex", "Generations", "VectorIndex"]
