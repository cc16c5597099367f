"""A register with a cheap stand-in for the embedding model: everything else is real."""

import pytest

from artmatch.registry import Registry


@pytest.fixture
def registry(tmp_path):
    with Registry.open(tmp_path / "register") as opened:
        yield opened


@pytest.fixture
def contents():
    """From a register and a model's id to everything that must not depend on how often a batch was interrupted."""

    def contents(registry, model_id):
        stored = registry.embeddings(model_id)
        photographs = registry.photographs(stored.photograph_ids.tolist())
        return [
            (one.photograph_id, one.object_id, one.sha256, one.view, one.file_name, vector.tobytes())
            for one, vector in zip(
                (photographs[number] for number in stored.photograph_ids.tolist()), stored.vectors, strict=True
            )
        ]

    return contents
