"""Originals and thumbnails on disk: untouched, whole, and made again."""

import errno
import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from artmatch.errors import RegistryError
from artmatch.imaging import Limits, decode
from artmatch.records import ArtworkRecord, Photograph
from artmatch.registry import NewPhotograph, Registry

MakePhotograph = Callable[..., NewPhotograph]
mask = ArtworkRecord(object_id="KBI-1", title="Mask")


def register(registry: Registry, new: NewPhotograph) -> Photograph:
    return registry.register([(mask, [new])], model_id="m")[0].photographs[0]


def path_of(registry: Registry, photograph: Photograph) -> Path:
    return registry.folder / "photographs" / photograph.sha256[:2] / photograph.sha256


def unfinished(registry: Registry) -> list[Path]:
    return list((registry.folder / "photographs" / "unfinished").iterdir())


def test_an_original_is_kept_read_only_under_its_hash(registry: Registry, photograph: MakePhotograph) -> None:
    path = path_of(registry, register(registry, photograph(1)))
    assert path.read_bytes() == photograph(1).data
    assert path.stat().st_mode & 0o222 == 0


def test_an_original_that_was_changed_is_not_handed_out(registry: Registry, photograph: MakePhotograph) -> None:
    stored = register(registry, photograph(1))
    path = path_of(registry, stored)
    path.chmod(0o644)
    path.write_bytes(photograph(2).data)
    with pytest.raises(RegistryError, match=r"'photograph 1\.jpg' of object KBI-1 .* is not the one that was regist"):
        registry.original(stored)


def test_an_original_that_is_gone_is_named_and_comes_back_by_registering_it_again(
    registry: Registry, photograph: MakePhotograph
) -> None:
    stored = register(registry, photograph(1))
    path_of(registry, stored).unlink()
    with pytest.raises(RegistryError, match=r"cannot be read from .* \(No such file or directory\)"):
        registry.original(stored)
    assert register(registry, photograph(1)) == stored
    assert registry.original(stored) == photograph(1).data


def test_a_damaged_original_is_replaced_by_registering_it_again(registry: Registry, photograph: MakePhotograph) -> None:
    stored = register(registry, photograph(1))
    path = path_of(registry, stored)
    path.chmod(0o644)
    path.write_bytes(b"")
    register(registry, photograph(1))
    assert registry.original(stored) == photograph(1).data


def test_a_thumbnail_is_a_small_jpeg_and_made_again_when_missing(
    registry: Registry, photograph: MakePhotograph
) -> None:
    stored = register(registry, photograph(1))
    (file,) = (registry.folder / "thumbnails").glob("??/*.jpg")
    assert registry.thumbnail(stored) == file.read_bytes()
    file.unlink()
    again = decode(registry.thumbnail(stored), name="")
    assert (again.media_type, again.full_width, again.full_height) == ("image/jpeg", 40, 24)
    assert file.exists()


def test_a_thumbnail_of_a_photograph_over_todays_limits_is_made_all_the_same(
    registry: Registry, photograph: MakePhotograph, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = register(registry, photograph(1))
    (file,) = (registry.folder / "thumbnails").glob("??/*.jpg")
    file.unlink()
    monkeypatch.setattr(Limits.__init__, "__defaults__", (1, 1))
    assert registry.thumbnail(stored).startswith(b"\xff\xd8")


def test_what_a_killed_process_left_unfinished_is_removed(registry: Registry, photograph: MakePhotograph) -> None:
    register(registry, photograph(1))
    for folder in ("photographs", "thumbnails"):
        (registry.folder / folder / "unfinished" / "0123").write_bytes(b"half a phot")
    registry.register([(mask, [photograph(2)])], model_id="m")
    assert unfinished(registry) == []
    assert list((registry.folder / "thumbnails" / "unfinished").iterdir()) == []


def test_what_a_living_process_is_writing_is_left_alone(
    registry: Registry, photograph: MakePhotograph, database_url: str | None
) -> None:
    register(registry, photograph(1))
    writer = subprocess.Popen(
        [sys.executable, "-c", SLOW_WRITER, str(registry.folder), *([database_url] if database_url else [])],
        cwd=Path(__file__).parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "writing\n"
    (half,) = unfinished(registry)
    other = threading.Thread(target=register, args=(registry, photograph(3)))
    other.start()
    other.join(0.3)
    assert half.exists()
    writer.communicate("go on\n", timeout=20)
    other.join(20)
    assert writer.returncode == 0
    originals = {registry.original(one) for one in registry.photographs_of("KBI-1")}
    assert originals == {photograph(seed).data for seed in (1, 2, 3)}
    assert unfinished(registry) == []


SLOW_WRITER = textwrap.dedent("""
    import os, sys
    from pathlib import Path
    from artmatch.records import ArtworkRecord
    from artmatch.registry import Registry
    from conftest import made_up_photograph

    at_once, waited = os.fsync, []

    def slow(descriptor):
        if not waited:
            waited.append(True)
            print("writing", flush=True)
            sys.stdin.readline()
        at_once(descriptor)

    os.fsync = slow
    with Registry.open(Path(sys.argv[1]), *sys.argv[2:]) as registry:
        registry.register(
            [(ArtworkRecord(object_id="KBI-1", title="Mask"), [made_up_photograph(2)])], model_id="m"
        )
""")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk is full, no photograph was stored in .*: make room"),
        (errno.EACCES, "cannot be written to .*: check the folder's permissions"),
        (errno.EIO, r"cannot be written to .* \(Input/output error\)"),
    ],
)
def test_a_disk_that_refuses_a_photograph_leaves_the_register_as_it_was(
    registry: Registry, photograph: MakePhotograph, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    register(registry, photograph(1))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: (_ for _ in ()).throw(OSError(number, os.strerror(number))))
        with pytest.raises(RegistryError, match=sentence):
            registry.register([(mask, [photograph(2), photograph(3)])], model_id="m")
    assert registry.counts().photographs == 1
    registry.register([(mask, [photograph(2), photograph(3)])], model_id="m")
    assert [one.photograph_id for one in registry.photographs_of("KBI-1")] == [1, 2, 3]
    assert unfinished(registry) == []


def test_files_that_may_not_grow_are_named_and_nothing_is_stored(tmp_path: Path) -> None:
    # No file of that process may grow beyond 300 kB, which is close to a full disk, without filling one.
    result = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    photographs_sentence, database_sentence, counts = result.stdout.splitlines()
    assert photographs_sentence.startswith("The disk is full, no photograph was stored in")
    assert "registry.sqlite cannot be used (disk I/O error)" in database_sentence
    assert counts == "0 0"


FULL_DISK = textwrap.dedent("""
    import resource, signal, sys
    from pathlib import Path
    import numpy as np
    from artmatch.errors import RegistryError
    from artmatch.imaging import decode, encode_jpeg
    from artmatch.records import ArtworkRecord
    from artmatch.registry import NewPhotograph, Registry

    data = encode_jpeg(np.random.default_rng(0).integers(0, 256, (900, 900, 3), dtype=np.uint8))
    large = NewPhotograph(data=data, image=decode(data, name=""), file_name="")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with Registry.open(Path(sys.argv[1])) as registry:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        record = ArtworkRecord(object_id="1", title="x")
        long = ArtworkRecord(object_id="2", title="x" * 1_000_000)
        for entry in [(record, [large]), (long, [])]:
            try:
                registry.register([entry], model_id="m")
            except RegistryError as error:
                print(error)
        print(registry.counts().objects, registry.counts().photographs)
""")
