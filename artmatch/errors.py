"""The errors that artmatch raises on purpose, each with the exit code of the command line.

::

    ArtmatchError                   1
    ├── ConfigurationError          2   a setting or an argument cannot be used
    ├── InputError                  3   something that the user gave is at fault
    │   ├── ImageError                  a file is not a photograph that can be read
    │   │   ├── ImageTooLargeError      over the limit on bytes or pixels
    │   │   ├── UnsupportedImageError   not one of the formats that are read
    │   │   └── DamagedImageError       truncated, or its contents contradict its format
    │   └── RecordError                 a field of an artwork record is missing or wrong
    ├── NotFoundError               4   no such object, photograph or file
    ├── StoreError                  5   the register or its index cannot be used as it stands
    │   ├── RegistryError               the database or the photographs' folder
    │   ├── ConflictError               that object is registered already with other contents
    │   └── VectorIndexError            the index is damaged, or its canary does not find itself
    │       └── ModelMismatchError      vectors of another model
    └── ModelError                  6   weights or manifest missing, damaged, or not what they say

Every message is one sentence that says what is wrong with which file and what to do. Further exit codes of
the command line: 0 all done, 1 anything unforeseen, 7 a batch went through but some of its inputs failed,
130 interrupted.
"""

from typing import ClassVar


class ArtmatchError(Exception):
    """Anything that artmatch raises on purpose."""

    exit_code: ClassVar[int] = 1


class ConfigurationError(ArtmatchError):
    """A setting or an argument cannot be used."""

    exit_code = 2


class InputError(ArtmatchError):
    """Something that the user gave is at fault."""

    exit_code = 3


class ImageError(InputError):
    """A file is not a photograph that can be read."""


class ImageTooLargeError(ImageError):
    """A photograph is over the limit on bytes or pixels; it was not decoded."""


class UnsupportedImageError(ImageError):
    """A file is in none of the formats that are read."""


class DamagedImageError(ImageError):
    """A photograph is truncated, or its contents contradict its format."""


class RecordError(InputError):
    """A field of an artwork record is missing or wrong."""


class NotFoundError(ArtmatchError):
    """There is no such object, photograph or file."""

    exit_code = 4


class StoreError(ArtmatchError):
    """The register or its index cannot be used as it stands."""

    exit_code = 5


class RegistryError(StoreError):
    """The database or the folder of photographs cannot be used."""


class ConflictError(StoreError):
    """An object is registered already with other contents."""


class VectorIndexError(StoreError):
    """The index is damaged, or its canary does not find itself."""


class ModelMismatchError(VectorIndexError):
    """The vectors come from another model than the one asked for."""


class ModelError(ArtmatchError):
    """Weights or manifest are missing, damaged, or not what they say."""

    exit_code = 6
