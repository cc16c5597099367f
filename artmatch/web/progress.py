"""How far a batch is, shown while it runs: what, how many of how many, how long it will take."""

import time
from collections.abc import Iterable, Iterator
from typing import Any

import streamlit as st

from artmatch.exchange.exporting import Exported
from artmatch.matching.work import Outcome
from artmatch.messages import _, counted

_every = 0.25
"""Seconds between two pictures of it; each costs a message to the browser."""


def looking(items: Iterable[Outcome], total: int) -> Iterator[Outcome]:
    """Pass ``items`` on while the page says that they are looked through."""
    return _watched(items, total, _("Looked at {done:,} of {total:,}"))


def importing(items: Iterable[Outcome], total: int) -> Iterator[Outcome]:
    """Pass ``items`` on while the page says that they are registered."""
    return _watched(items, total, _("Imported {done:,} of {total:,}"))


def exporting(items: Iterable[Exported], total: int) -> Iterator[Exported]:
    """Pass ``items`` on while the page says that they are written."""
    return _watched(items, total, _("Wrote {done:,} of {total:,}"))


def _watched(items: Iterable[Any], total: int, said: str) -> Iterator[Any]:
    bar = st.progress(0.0, said.format(done=0, total=total))
    started = shown = time.monotonic()
    for done, item in enumerate(items, start=1):
        now = time.monotonic()
        if now - shown >= _every:
            shown = now
            left = (now - started) / done * max(0, total - done)
            text = f"{said.format(done=done, total=total)}, {_left(left)}"
            bar.progress(min(1.0, done / max(1, total)), text)
        yield item
    bar.empty()


def _left(seconds: float) -> str:
    if seconds < 60:
        return _("less than a minute left")
    minutes = counted(round(seconds / 60), "minute", "minutes")
    return _("about {minutes} left").format(minutes=minutes)
