"""The Python API as the README shows it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import artmatch
from artmatch.config import Settings

root = Path(__file__).parents[1]


def shown_code():
    """The first python block of the README; until it has one, the code in the package's docstring."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```python\n(.*?)```", readme, re.DOTALL)
    if block:
        return block[1]
    return re.sub(r"(?m)^    ", "", artmatch.__doc__.split("::\n", 1)[1])


def test_the_ten_lines_of_the_readme_register_and_find_an_object(tmp_path, jpeg):
    if not Settings.load(env={}).model.exists():
        pytest.skip("no trained model in models/")
    code = shown_code()
    assert len(code.strip().splitlines()) <= 12
    for name in re.findall(r'"([^"]+\.jpg)"', code):
        (tmp_path / name).write_bytes(jpeg(1, height=300, width=400))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    title = re.search(r'title="([^"]+)"', code)[1]
    headline, *matches = done.stdout.splitlines()
    assert "among 1 object" in headline
    assert title in matches[0]


def test_every_public_name_is_there():
    for name in artmatch.__all__:
        assert getattr(artmatch, name).__name__ == name
    assert set(artmatch.__all__) <= set(dir(artmatch))


def test_a_name_that_does_not_exist_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'frobnicate'"):
        _ = artmatch.frobnicate


def test_importing_artmatch_imports_nothing_heavy():
    heavy = ("numpy", "torch", "cv2", "faiss", "sqlalchemy", "streamlit", "PIL")
    code = f"import sys, artmatch; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
