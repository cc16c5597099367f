"""Any Pillow mode with any colour profile to sRGB, 8 bits a channel, over white."""

from io import BytesIO

import numpy as np
from PIL import Image, ImageCms
from PIL.TiffImagePlugin import TiffImageFile

from artmatch.messages import _

_modes_of_profiles = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
_bits_per_sample_tag = 258
_photometric_tag = 262
_white_is_zero = 0


def to_srgb(image: Image.Image) -> Image.Image:
    """Return the loaded ``image`` in mode RGB: its colour profile applied, whatever is transparent white.

    A profile that is broken, or made for other colours than the image has, is passed over.
    """
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I") or image.mode == "F":
        image = _deep_grey_to_8_bits(image)
    is_grey = image.mode in {"1", "L", "LA", "La"}
    alpha = None
    if image.has_transparency_data:
        image = _with_8_bit_transparency(image).convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    colours = _profile_applied(image, profile, is_grey=is_grey)
    if alpha is None:
        return colours
    return Image.composite(colours, Image.new("RGB", colours.size, "white"), alpha)


def _deep_grey_to_8_bits(image: Image.Image) -> Image.Image:
    """Scale 12- and 16-bit grey by its full range, 32-bit integers and floats by their extremes."""
    values = np.asarray(image)
    if image.mode.startswith("I;16"):
        tags = image.tag_v2 if isinstance(image, TiffImageFile) else {}
        full = (1 << min(tags.get(_bits_per_sample_tag, (16,))[0], 16)) - 1
        grey = np.minimum((values.astype(np.uint32) * 255 + full // 2) // full, 255).astype(np.uint8)
        if tags.get(_photometric_tag) == _white_is_zero:  # Pillow inverts 8-bit grey only
            grey = 255 - grey
    else:
        finite = np.nan_to_num(values.astype(np.float64), posinf=0.0, neginf=0.0)
        low, high = finite.min(), finite.max()
        grey = np.rint((finite - low) * (255.0 / (high - low) if high > low else 0.0)).astype(np.uint8)
    transparent = image.info.get("transparency")
    if isinstance(transparent, int):
        grey = np.where(values == transparent, np.uint8(255), grey)
    return _with_metadata_of(image, Image.fromarray(grey))


def _with_metadata_of(image: Image.Image, converted: Image.Image) -> Image.Image:
    converted.info = {key: value for key, value in image.info.items() if key != "transparency"}
    return converted


def _with_8_bit_transparency(image: Image.Image) -> Image.Image:
    """Bring the transparent colour of a 16-bit RGB PNG to the 8 bits that Pillow keeps of its pixels."""
    transparent = image.info.get("transparency")
    if image.mode == "RGB" and isinstance(transparent, tuple) and max(transparent) > 255:
        image.info["transparency"] = tuple(value >> 8 for value in transparent)
    return image


def _profile_applied(image: Image.Image, profile_bytes: bytes | None, *, is_grey: bool) -> Image.Image:
    if image.mode == "LAB":  # Pillow converts it through a profile only
        return _converted(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")))
    if profile_bytes:
        try:
            profile = ImageCms.ImageCmsProfile(BytesIO(profile_bytes))
            mode = _modes_of_profiles.get(profile.profile.xcolor_space.strip())
            fits = mode is not None and (mode == "CMYK") == (image.mode == "CMYK") and (mode != "L" or is_grey)
            if fits and not _is_srgb(profile):
                return _converted(image.convert(mode), profile)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # without its profile a photograph is a little off in colour, and still the photograph
    return image.convert("RGB")


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    return (profile.profile.profile_description or "").startswith("sRGB")


def _converted(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    transform = ImageCms.buildTransform(
        profile,
        ImageCms.createProfile("sRGB"),
        image.mode,
        "RGB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    converted = ImageCms.applyTransform(image, transform)
    if converted is None:
        raise ValueError(_("the colour transform returned no image"))
    return converted
