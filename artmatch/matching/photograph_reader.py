"""Photographs as callers have them, files, bytes or queries already, read as fine as matching can use."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from artmatch.imaging import Limits, UprightImage, decode, read
from artmatch.matching.intake import PhotographInput
from artmatch.matching.query import Query

Given = Path | str | bytes | Query
"""A photograph to search for."""


@dataclass(frozen=True, slots=True)
class PhotographReader:
    """Reads photographs within ``limits``; ImageError or NotFoundError if one cannot be read."""

    limits: Limits
    side: int
    """Pixels of the longer side beyond which nothing is gained."""

    def load(self, content: Path | bytes, name: str) -> tuple[bytes, UprightImage]:
        """Original bytes and pixels."""
        if isinstance(content, bytes):
            return content, decode(content, name=name, limits=self.limits, longest_side=self.side)
        return read(content, limits=self.limits, longest_side=self.side)

    def query(self, content: Path | bytes, name: str) -> Query:
        """A photograph to search for."""
        _, image = self.load(content, name)
        return Query(pixels=image.pixels, sha256=image.sha256, name=name)

    def queries(self, photographs: Sequence[Given]) -> list[Query]:
        """The same of several; those that are queries stay as they are."""
        return [self._query(photograph, number) for number, photograph in enumerate(photographs, start=1)]

    def _query(self, photograph: Given, number: int) -> Query:
        if isinstance(photograph, Query):
            return photograph
        given = as_input(photograph, number)
        return self.query(given.content, given.name)


def as_input(photograph: Path | str | bytes | PhotographInput, number: int) -> PhotographInput:
    """A photograph to be registered, named after its file, or else by its ``number``."""
    if isinstance(photograph, PhotographInput):
        return photograph
    if isinstance(photograph, bytes):
        return PhotographInput(photograph, f"photograph {number}")
    return PhotographInput(Path(photograph), Path(photograph).name)
