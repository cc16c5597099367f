"""The bytes of registered photographs: untouched originals, and thumbnails made of them."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from artmatch.errors import RegistryError
from artmatch.imaging import Limits, decode, sha256
from artmatch.imaging import thumbnail as encode_thumbnail
from artmatch.messages import _
from artmatch.records import Photograph
from artmatch.registry.files import HashedFiles
from artmatch.registry.values import NewPhotograph

_THUMBNAIL_SIDE = 320
"""Pixels on the longer side; a thumbnail is made from a decoding twice as fine."""


class Originals:
    """The folders ``photographs`` and ``thumbnails`` of a register."""

    def __init__(self, folder: Path) -> None:
        self.files = HashedFiles(folder / "photographs")
        self._thumbnails = HashedFiles(folder / "thumbnails", ".jpg")

    def keep(self, new: Iterable[NewPhotograph]) -> None:
        """Have the originals of ``new`` on disk for good, and thumbnails of them. Raises RegistryError."""
        given = {one.image.sha256: one for one in new}
        self.files.write({name: one.data for name, one in given.items()})
        without = self._thumbnails.missing(list(given))
        self._thumbnails.write({name: encode_thumbnail(given[name].image.pixels, _THUMBNAIL_SIDE) for name in without})

    def original(self, photograph: Photograph) -> bytes:
        """The untouched bytes of a photograph. Raises RegistryError if they are gone or not what was registered."""
        path = self.files.path(photograph.sha256)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise RegistryError(
                _(
                    "The photograph {file_name!r} of object {object_id} cannot be read from {path} ({reason}): "
                    "restore it from a backup, or register it again."
                ).format(
                    file_name=photograph.file_name, object_id=photograph.object_id, path=path, reason=error.strerror
                )
            ) from error
        if sha256(data) != photograph.sha256:
            raise RegistryError(
                _(
                    "The photograph {file_name!r} of object {object_id} in {path} is not the one that was "
                    "registered: restore it from a backup, or register it again."
                ).format(file_name=photograph.file_name, object_id=photograph.object_id, path=path)
            )
        return data

    def decoded(self, photograph: Photograph, longest_side: int) -> NDArray[np.uint8]:
        """A photograph upright, (H, W, 3) RGB with at most ``longest_side`` pixels on the longer side; raises as
        :meth:`original`, and as :func:`artmatch.imaging.decode` where what was registered can no longer be read.
        """
        # Of the limits only those count that it was registered under.
        limits = Limits(max_bytes=photograph.byte_count, max_pixels=photograph.width * photograph.height)
        data = self.original(photograph)
        return decode(data, name=photograph.file_name, limits=limits, longest_side=longest_side).pixels

    def thumbnail(self, photograph: Photograph) -> bytes:
        """A small JPEG of a photograph, made again if it is missing; raises as :meth:`original` if that fails."""
        with suppress(OSError):
            return self._thumbnails.path(photograph.sha256).read_bytes()
        data = encode_thumbnail(self.decoded(photograph, 2 * _THUMBNAIL_SIDE), _THUMBNAIL_SIDE)
        with suppress(RegistryError):  # where it cannot be kept it can still be shown
            self._thumbnails.write({photograph.sha256: data})
        return data
