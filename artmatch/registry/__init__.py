"""The register: Object ID records, photographs and embeddings in one SQLAlchemy store, with its migrations."""

from artmatch.registry import backup
from artmatch.registry.curator import Curator
from artmatch.registry.dossier import Dossier
from artmatch.registry.photograph_rows import arranged, moved
from artmatch.registry.store import Registry
from artmatch.registry.values import (
    EVERYTHING,
    Action,
    Change,
    Counts,
    DatedStatus,
    EmbeddingState,
    Found,
    GivenStatus,
    Link,
    LinkKind,
    NewPhotograph,
    Opening,
    RecordFilter,
    Registered,
    Resemblance,
    Revision,
    Stage,
    Standing,
)

__all__ = [
    "EVERYTHING",
    "Action",
    "Change",
    "Counts",
    "Curator",
    "DatedStatus",
    "Dossier",
    "EmbeddingState",
    "Found",
    "GivenStatus",
    "Link",
    "LinkKind",
    "NewPhotograph",
    "Opening",
    "RecordFilter",
    "Registered",
    "Registry",
    "Resemblance",
    "Revision",
    "Stage",
    "Standing",
    "arranged",
    "backup",
    "moved",
]
