"""Visual words: short names of descriptors, so that a whole register can be searched for points that correspond.

A *word* is the nearest of some thousand typical descriptors (Sivic and Zisserman, "Video Google: a text retrieval
approach to object matching in videos", 2003). Its *signature* tells in 64 bits on which side of the typical descriptors
of that word a descriptor lies, in as many directions, so that corresponding descriptors differ in few bits (Jégou,
Douze and Schmid, "Hamming embedding and weak geometric consistency for large scale image search", 2008).
benchmarks/words.py learned the words from training photographs.
"""

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load

from artmatch.errors import ModelError
from artmatch.messages import _
from artmatch.shipped import shipped

WORD = np.dtype([("word", "<u2"), ("signature", "<u8")])
"""As words are stored, 10 bytes each."""
_FILE = "words.safetensors"


class VisualWords:
    """Of descriptors, as unit vectors. May be used from any thread."""

    def __init__(
        self,
        words_id: str,
        centres: NDArray[np.float32],
        directions: NDArray[np.float32],
        medians: NDArray[np.float32],
    ) -> None:
        """``centres``: (W, D), the typical descriptors, at most 65,536; ``directions``: (D, 64); ``medians``: (W,
        64), of each word's descriptors in each direction.
        """
        self.words_id = words_id
        """What words are stored under: others cannot be compared with these."""
        self._centres, self._directions, self._medians = centres, directions, medians
        self._half_squares = np.square(centres).sum(1) / 2

    @classmethod
    def read(cls, file: Path) -> "VisualWords":
        """Raises ModelError if ``file`` is missing or damaged."""
        try:
            data = file.read_bytes()
            stored = {name: values.astype(np.float32) for name, values in load(data).items()}
            arrays = (stored["centres"], stored["directions"], stored["medians"])
        except (OSError, SafetensorError, KeyError) as error:
            raise ModelError(
                _("The visual words {file} cannot be read: install artmatch again.").format(file=file)
            ) from error
        return cls(f"words-1-{hashlib.sha256(data).hexdigest()[:12]}", *arrays)

    def __len__(self) -> int:
        return len(self._centres)

    def of(self, vectors: NDArray[np.float32]) -> NDArray[np.void]:
        """(K, D) of unit norm to (K,) of :data:`WORD`."""
        found = np.empty(len(vectors), WORD)
        found["word"] = (vectors @ self._centres.T - self._half_squares).argmax(1)
        bits = vectors @ self._directions > self._medians[found["word"]]
        found["signature"] = np.packbits(bits, axis=1).view("<u8")[:, 0]
        return found


@cache
def visual_words() -> VisualWords:
    """Those that artmatch comes with; ModelError if they cannot be read."""
    return VisualWords.read(shipped("models") / _FILE)
