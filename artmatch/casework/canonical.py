"""One way to write down a value, so that its SHA-256 is one: JSON as RFC 8785 has it. Pure."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """``value`` as canonical JSON: UTF-8, keys sorted, no white space, numbers as ECMAScript writes them.

    Moments become text in UTC to the microsecond, dates as ISO 8601 has them. Raises ``ValueError`` for what JSON
    cannot say.
    """
    return rfc8785.dumps(plain(value))


def content_hash(value: Any) -> str:
    """SHA-256 of the canonical form of ``value``, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def moment(when: datetime) -> str:
    """A moment as it is written down: ``2026-11-25T10:04:31.000250Z``."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain(value: Any) -> Any:
    """``value`` in the words of JSON."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value
