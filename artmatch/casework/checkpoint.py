"""Checkpoints: what a ledger's last entry was, signed with Ed25519, to be kept elsewhere.

A ledger that was cut, or written anew from some entry on, is in itself as good as any; a checkpoint from before tells.
"""

import base64
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from artmatch.casework.canonical import canonical, moment
from artmatch.casework.ledger import Entry
from artmatch.errors import InputError, RegistryError
from artmatch.messages import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What was signed."""

    number: int
    """Of the last entry at that time."""
    hash: str
    """Of that entry."""
    at: str
    """When that entry was written."""
    by: str


class SigningKey:
    """The private key of one register, in one file that only its owner may read; made on first use."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def sign(self, entry: Entry) -> bytes:
        """A checkpoint at ``entry`` as a file; RegistryError if the key cannot be read or made."""
        statement = {"number": entry.number, "hash": entry.hash, "at": moment(entry.at), "by": entry.by}
        signature = base64.b64encode(self._key().sign(canonical(statement))).decode()
        return canonical({"checkpoint": statement, "signature": signature}) + b"\n"

    def public_key(self) -> bytes:
        """The public key, for whoever will verify, as a PEM file."""
        return self._key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def _key(self) -> Ed25519PrivateKey:
        try:
            if not self._file.exists():
                self._make()
            key = load_pem_private_key(self._file.read_bytes(), password=None)
        except (OSError, ValueError) as error:
            raise RegistryError(
                _("The signing key {file} cannot be used ({error}): restore it.").format(file=self._file, error=error)
            ) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise RegistryError(_("The signing key {file} is not an Ed25519 key: restore it.").format(file=self._file))
        return key

    def _make(self) -> None:
        """Write a key under another name, readable by nobody else from the start, then give it its name once."""
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        descriptor, name = tempfile.mkstemp(dir=self._file.parent, prefix=".unfinished-")  # mode 600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(pem)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was faster: its key is the key
                self._file.hardlink_to(name)
        finally:
            Path(name).unlink()


def read_checkpoint(data: bytes, public_key: bytes) -> Checkpoint:
    """What the file ``data`` says, if the owner of the PEM ``public_key`` signed it; InputError if not."""
    try:
        key = load_pem_public_key(public_key)
    except ValueError as error:
        raise InputError(
            _("The public key cannot be read: give the PEM file that came with the checkpoint.")
        ) from error
    if not isinstance(key, Ed25519PublicKey):
        raise InputError(_("The public key is not an Ed25519 key: give the PEM file that came with the checkpoint."))
    try:
        stored = json.loads(data)
        statement: dict[str, Any] = stored["checkpoint"]
        key.verify(base64.b64decode(stored["signature"], validate=True), canonical(statement))
        return Checkpoint(**statement)
    except InvalidSignature as error:
        raise InputError(
            _("The checkpoint was not signed with this key, or was changed since: ask for it again.")
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(_("The checkpoint cannot be read: give the file as it was exported.")) from error
