"""Bytes of photographs to upright sRGB arrays: formats, limits, hashes, geometry, remarks on quality."""

from artmatch.imaging.decode import Limits, UprightImage, decode, read, read_bytes, sha256
from artmatch.imaging.formats import supported_suffixes
from artmatch.imaging.pixels import (
    crop,
    encode_jpeg,
    quarter_turns,
    resize_to_square,
    shrink,
    stretch_contrast,
    thumbnail,
)
from artmatch.imaging.quality import quality_remarks
from artmatch.imaging.regions import outline, outlined, rectify, surrounding_box

__all__ = [
    "Limits",
    "UprightImage",
    "crop",
    "decode",
    "encode_jpeg",
    "outline",
    "outlined",
    "quality_remarks",
    "quarter_turns",
    "read",
    "read_bytes",
    "rectify",
    "resize_to_square",
    "sha256",
    "shrink",
    "stretch_contrast",
    "supported_suffixes",
    "surrounding_box",
    "thumbnail",
]
