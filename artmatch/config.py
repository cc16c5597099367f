"""Settings: frozen, read once from ``<home>/artmatch.toml`` and the environment, validated.

==================  ========================  =====================================================================
key in the file     variable (wins over it)   meaning
==================  ========================  =====================================================================
(none)              ``ARTMATCH_HOME``         folder of both registers and of ``artmatch.toml``
(none)              ``ARTMATCH_DEMONSTRATION``  ``1``: use the demonstration register
``model``           ``ARTMATCH_MODEL``        manifest of the embedding model; in the file relative to the home
``device``          ``ARTMATCH_DEVICE``       ``auto``, ``cpu`` or ``cuda``
``database``        ``ARTMATCH_DATABASE``     URL of the register's database, PostgreSQL or SQLite, in place of its file
``index``           ``ARTMATCH_INDEX``        ``faiss``, or ``pgvector``: in the register's PostgreSQL database
``user``            ``ARTMATCH_USER``         whose name changes to the register are written down under
``max_megabytes``   ``ARTMATCH_MAX_MEGABYTES``  largest photograph read, in 10^6 bytes
``max_megapixels``  ``ARTMATCH_MAX_MEGAPIXELS``  largest photograph decoded, in 10^6 pixels
==================  ========================  =====================================================================
"""

import getpass
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from artmatch.errors import ConfigurationError
from artmatch.messages import _
from artmatch.shipped import checkout, shipped

_MODEL = "embedding.json"
_FILE = "artmatch.toml"
_DEVICES = ("auto", "cpu", "cuda")
_INDEXES = ("faiss", "pgvector")
_KEYS = ("model", "device", "database", "index", "user", "max_megabytes", "max_megapixels")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where a register lies and how it is worked with."""

    home: Path
    """Holds the register and the demonstration register; made when something is first stored."""
    demonstration: bool = False
    """Use the register of drawn objects, which never mixes with the real one."""
    model: Path
    """Manifest of the embedding model."""
    device: str = "auto"
    database: str | None = None
    """None: ``registry.sqlite`` in the register's folder."""
    index: str = "faiss"
    """``faiss``: in every process's memory. ``pgvector``: one in ``database``, which is on PostgreSQL, for all."""
    user: str = ""
    """Whose name changes are written down under; loaded settings name the operating system's user at least."""
    max_megabytes: float = 200.0
    max_megapixels: float = 200.0

    def __post_init__(self) -> None:
        if self.device not in _DEVICES:
            raise ConfigurationError(
                _("There is no device {device!r}: set auto, cpu or cuda.").format(device=self.device)
            )
        if self.index not in _INDEXES:
            raise ConfigurationError(_("There is no index {index!r}: set faiss or pgvector.").format(index=self.index))
        if self.index == "pgvector" and not (self.database or "").startswith("postgresql"):
            raise ConfigurationError(
                _("The index pgvector needs a register on PostgreSQL: set its database, or faiss.")
            )
        for name in ("max_megabytes", "max_megapixels"):
            if not 0 < getattr(self, name) < float("inf"):
                raise ConfigurationError(
                    _("{name} is {value}: set a number above 0.").format(name=name, value=getattr(self, name))
                )
        if self.home.exists() and not self.home.is_dir():
            raise ConfigurationError(_("{home} is a file: set the home to a folder.").format(home=self.home))

    @classmethod
    def load(
        cls, home: Path | None = None, *, demonstration: bool | None = None, env: Mapping[str, str] = os.environ
    ) -> "Settings":
        """Settings of ``home`` (default: ``ARTMATCH_HOME``, or :func:`default_home`).

        Raises ConfigurationError that names the file or variable with a value that cannot be used.
        """
        if home is None:
            home = Path(env["ARTMATCH_HOME"]) if env.get("ARTMATCH_HOME") else default_home()
        home = home.expanduser().absolute()
        values: dict[str, Any] = (
            {"model": default_model(), "user": _system_user()} | _from_file(home) | _from_environment(env)
        )
        if demonstration is None:
            demonstration = _switch("ARTMATCH_DEMONSTRATION", env.get("ARTMATCH_DEMONSTRATION", ""))
        if demonstration:
            values |= {"database": None, "index": "faiss"}  # a server's database is the real register's
        return cls(home=home, demonstration=demonstration, **values)

    @property
    def folder(self) -> Path:
        """Folder of the register in use."""
        return self.home / ("demonstration" if self.demonstration else "register")


def default_home() -> Path:
    """``index/`` of the source checkout when artmatch runs from one, otherwise the user's data folder."""
    root = checkout()
    if root is not None:
        return root / "index"
    import platformdirs

    return platformdirs.user_data_path("artmatch", appauthor=False)


def default_model() -> Path:
    """Manifest of the model that artmatch comes with."""
    return shipped("models") / _MODEL


def _from_file(home: Path) -> dict[str, Any]:
    file = home / _FILE
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            _("The settings in {file} cannot be read: {error}.").format(file=file, error=error)
        ) from error
    return {key: _value(key, value, f"{key} in {file}", home) for key, value in values.items()}


def _from_environment(env: Mapping[str, str]) -> dict[str, Any]:
    names = {key: f"ARTMATCH_{key.upper()}" for key in _KEYS}
    return {key: _value(key, env[name], name, Path.cwd()) for key, name in names.items() if env.get(name)}


def _value(key: str, value: object, where: str, folder: Path) -> object:
    """The setting ``key`` from what ``where`` says; paths are relative to ``folder``."""
    if key not in _KEYS:
        raise ConfigurationError(
            _("There is no setting {where}: the settings are {settings}.").format(
                where=where, settings=", ".join(_KEYS)
            )
        )
    if key.startswith("max_"):
        try:
            return float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError) as error:
            raise ConfigurationError(
                _("{where} is {value!r}: set a number.").format(where=where, value=value)
            ) from error
    if not isinstance(value, str):
        raise ConfigurationError(_("{where} is {value!r}: set a text.").format(where=where, value=value))
    return folder / Path(value).expanduser() if key == "model" else value


def _system_user() -> str:
    """The operating system's name for the user; empty where it has none, as in some containers."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _switch(name: str, value: str) -> bool:
    if value.lower() in ("", "0", "false", "no"):
        return False
    if value.lower() in ("1", "true", "yes"):
        return True
    raise ConfigurationError(_("{name} is {value!r}: set 1 or 0.").format(name=name, value=value))
