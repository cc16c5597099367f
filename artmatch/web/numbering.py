"""A number for the next object: the year, and the first count that is free."""

from datetime import UTC, datetime

from artmatch.registry import Registry


def suggested(registry: Registry) -> str:
    """Return a number that no object has yet, like ``A-2026-0007``."""
    prefix = f"A-{datetime.now(UTC).year}-"
    used = registry.search_records(prefix, limit=1).count
    count = used + 1
    while registry.records([f"{prefix}{count:04d}"]):
        count += 1
    return f"{prefix}{count:04d}"
