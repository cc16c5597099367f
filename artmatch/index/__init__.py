"""Vector indexes: the protocol, an exact oracle, FAISS with saved generations, pgvector. These load on first use.

And an index of visual words.
"""

from artmatch.index.exact import ExactIndex
from artmatch.index.faiss_index import FaissIndex
from artmatch.index.generations import Generations
from artmatch.index.pgvector_index import PgVectorIndex, SharedIndex
from artmatch.index.protocol import IndexKeeper, VectorIndex
from artmatch.index.word_index import WordIndex, most_votes

__all__ = [
    "ExactIndex",
    "FaissIndex",
    "Generations",
    "IndexKeeper",
    "PgVectorIndex",
    "SharedIndex",
    "VectorIndex",
    "WordIndex",
    "most_votes",
]
