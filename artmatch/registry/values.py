"""What goes into a register and what it says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from artmatch.imaging import UprightImage
from artmatch.records import Photograph, ViewLabel


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NewPhotograph:
    """A photograph on its way into the register."""

    data: bytes
    """The original file, kept untouched."""
    image: UprightImage
    """``data`` decoded; its pixels may be reduced, a thumbnail is made of them."""
    view: ViewLabel = ViewLabel.OVERALL
    credit: str = ""
    taken: str = ""
    """ISO 8601, as precise as known."""
    included: bool = True
    """Whether queries are compared with it."""
    file_name: str
    """As the file was called when it came; what cannot be stored as text is replaced."""
    vector: NDArray[np.float32] | None = None
    """(D,), unit norm: its embedding, if there is one already."""
    local_features: bytes | None = None
    """Its local features as they are stored, if there are some already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What became of one object given to the register."""

    object_id: str
    outcome: Literal["new", "extended", "updated", "known"]
    """A new object; a known one with further photographs; one whose fields were replaced; nothing new."""
    photographs: tuple[Photograph, ...]
    """Those that were given, in their order, as they are registered; one given twice comes twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much is registered."""

    objects: int
    photographs: int
    embeddings: Mapping[str, int]
    """Embedded photographs by model id; models without any are left out."""


@dataclass(frozen=True, slots=True)
class EmbeddingState:
    """How far the embeddings of one model have come; a later, different state means that there are more."""

    count: int
    last_photograph_id: int
    """0 if there is none."""
