"""Where the files lie that come with artmatch: weights, the page's entry, its settings."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def checkout() -> Path | None:
    """Root of the source checkout that artmatch runs from; None where it is installed."""
    root = _PACKAGE.parent
    return root if (root / "pyproject.toml").is_file() and (root / "index" / "README.md").is_file() else None


def shipped(name: str) -> Path:
    """A file or folder that comes with artmatch: at the root of the checkout, inside the package where installed."""
    root = checkout()
    return (_PACKAGE if root is None else root) / name
