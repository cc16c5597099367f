"""What 50,000 embeddings cost in a register on SQLite and on PostgreSQL, and searched by FAISS and by pgvector.

``python -m benchmarks.databases postgresql://user@host/empty`` writes benchmarks/results/databases.json. Embeddings are
random; the server runs on the same machine.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from sqlalchemy import insert

from artmatch.index import FaissIndex, PgVectorIndex
from artmatch.records import ArtworkRecord, Embeddings
from artmatch.registry import Registry
from artmatch.registry.schema import embeddings, photographs

_COUNT, _DIMENSION, _VIEWS, _NEIGHBOURS = 50_000, 512, 8, 100
_CALLS = 5


def main(url: str) -> None:
    """Time everything by itself, at the median of a few calls."""
    vectors = np.random.default_rng(1).standard_normal((_COUNT, _DIMENSION), np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    gallery = Embeddings("random", np.arange(1, _COUNT + 1), vectors)
    with TemporaryDirectory() as folder:
        stored = {
            "SQLite": _of_database(Path(folder) / "sqlite", None, gallery),
            "PostgreSQL": _of_database(Path(folder) / "postgresql", url, gallery),
        }
    faiss, pgvector = FaissIndex("random", _DIMENSION), PgVectorIndex(url, "random", _DIMENSION)
    faiss.add(gallery)
    pgvector.add(gallery)
    queries = vectors[:_VIEWS]
    assert faiss.search(queries, _NEIGHBOURS) == pgvector.search(queries, _NEIGHBOURS)
    result = {
        "cores": os.cpu_count(),
        "processes that wanted them meanwhile": round(os.getloadavg()[1], 1),
        "seconds for": {
            **{f"{name}, {what}": seconds for name, times in stored.items() for what, seconds in times.items()},
            f"FAISS, search {_VIEWS} views": _seconds(lambda: faiss.search(queries, _NEIGHBOURS)),
            f"pgvector, search {_VIEWS} views": _seconds(lambda: pgvector.search(queries, _NEIGHBOURS)),
        },
    }
    Path("benchmarks/results/databases.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _of_database(folder: Path, url: str | None, gallery: Embeddings) -> dict[str, float]:
    with Registry.open(folder, url) as registry:
        registry.register([(ArtworkRecord(object_id="1", title="Many"), [])], model_id=gallery.model_id)
        started = time.perf_counter()
        with registry.database.writing() as connection:
            connection.execute(insert(photographs), [_photograph(number) for number in range(_COUNT)])
            rows = zip(gallery.photograph_ids.tolist(), gallery.vectors, strict=True)
            connection.execute(
                insert(embeddings),
                [
                    {"model_id": gallery.model_id, "photograph_id": number, "vector": vector.tobytes()}
                    for number, vector in rows
                ],
            )
        written = time.perf_counter() - started
        assert np.array_equal(registry.embeddings(gallery.model_id).vectors, gallery.vectors)
        return {
            "write all": round(written, 4),
            "read all": _seconds(lambda: registry.embeddings(gallery.model_id)),
            "ask what is new": _seconds(lambda: registry.embedding_state(gallery.model_id)),
        }


def _photograph(number: int) -> dict[str, Any]:
    texts = dict.fromkeys(("view", "file_name", "media_type"), "")
    numbers = dict.fromkeys(("width", "height", "byte_count"), 1)
    return {"object_id": "1", "sha256": f"{number:064}", "registered_at": datetime.now(UTC), **texts, **numbers}


def _seconds(call: Callable[[], object]) -> float:
    call()
    taken = []
    for _ in range(_CALLS):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return round(statistics.median(taken), 4)


if __name__ == "__main__":
    main(sys.argv[1])
