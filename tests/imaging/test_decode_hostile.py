"""Whatever the bytes are: a photograph, or one ImageError with one clear sentence, and silence."""

import io
import random
import struct
import threading
import warnings
import zipfile
import zlib

import numpy as np
import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from artmatch.errors import DamagedImageError, ImageError, ImageTooLargeError, UnsupportedImageError
from artmatch.imaging import Limits, decode


def photograph() -> Image.Image:
    noise = np.random.default_rng(0).integers(0, 256, size=(6, 9, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize((72, 48), Image.Resampling.BICUBIC)


def sample_files() -> dict[str, bytes]:
    """One small file of each kind, with the metadata that real ones carry."""
    exif = Image.Exif()
    exif.update({0x0112: 6, 0x010F: "Camera", 0x0132: "2026:11:24 02:00:00"})
    options = {
        "JPEG": {"exif": exif.tobytes(), "quality": 90},
        "progressive JPEG": {"progressive": True},
        "CMYK JPEG": {},
        "PNG": {"exif": exif.tobytes()},
        "palette PNG": {"transparency": 3},
        "16-bit PNG": {},
        "WEBP": {"exif": exif.tobytes()},
        "TIFF": {"exif": exif.tobytes()},
        "LZW TIFF": {"compression": "tiff_lzw"},
        "JPEG TIFF": {"compression": "jpeg"},
        "BMP": {},
        "GIF": {},
        "animated GIF": {"save_all": True, "append_images": [photograph().rotate(90)]},
        "AVIF": {"exif": exif.tobytes()},
    }
    files = {}
    for kind, given_options in options.items():
        image = photograph()
        if kind == "CMYK JPEG":
            image = image.convert("CMYK")
        elif kind == "palette PNG":
            image = image.quantize(16)
        elif kind == "16-bit PNG":
            image = Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
        buffer = io.BytesIO()
        image.save(buffer, kind.split()[-1], **given_options)
        files[kind] = buffer.getvalue()
    buffer = io.BytesIO()
    pillow_heif.from_pillow(photograph()).save(buffer, quality=80, exif=exif.tobytes())
    files["HEIF"] = buffer.getvalue()
    return files


FILES = sample_files()
SMALL = Limits(max_bytes=1_000_000, max_pixels=1_000_000)


def assert_decodes_or_says_why(data: bytes, longest_side: int | None = None) -> bool:
    try:
        image = decode(data, name="evidence.jpg", limits=SMALL, longest_side=longest_side)
    except ImageError as error:
        message = str(error)
        assert "evidence.jpg" in message
        assert message.endswith(".")
        assert "\n" not in message
        return False
    assert image.pixels.dtype == np.uint8
    assert image.pixels.ndim == 3
    assert image.pixels.shape[2] == 3
    assert image.pixels.size > 0
    return True


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Change a few bytes, mostly near the start where the headers are; sometimes cut, repeat or drop a stretch."""
    changed = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 5, 20])):
        place = rng.randrange(min(len(changed), rng.choice([64, 400, len(changed)])))
        changed[place] = rng.choice([0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)])
    start, end = sorted(rng.randrange(len(changed) + 1) for _ in range(2))
    shape = rng.random()
    if shape < 0.15:
        return bytes(changed[:end])
    if shape < 0.25:
        return bytes(changed[:start] + changed[end:])
    if shape < 0.3:
        return bytes(changed[:end] + changed[start:])
    return bytes(changed)


@pytest.mark.parametrize("kind", FILES)
def test_the_unharmed_samples_are_read(kind):
    assert assert_decodes_or_says_why(FILES[kind])
    assert assert_decodes_or_says_why(FILES[kind], longest_side=20)


@pytest.mark.parametrize("kind", sorted(FILES.keys() - {"animated GIF"}))  # its first frame may be whole
def test_a_truncated_file_raises_one_clear_error(kind):
    data = FILES[kind]
    for share in (0.02, 0.3, 0.5, 0.75):
        with pytest.raises(ImageError, match=r"evidence\.jpg"):
            decode(data[: int(len(data) * share)], name="evidence.jpg")


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_a_changed_file_is_read_or_refused(data):
    kind = data.draw(st.sampled_from(sorted(FILES)))
    original = FILES[kind]
    places = st.integers(0, len(original) - 1)
    changed = bytearray(original)
    for place, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=12)):
        changed[place] = value
    end = data.draw(st.one_of(st.just(len(original)), places))
    assert_decodes_or_says_why(bytes(changed[:end]), data.draw(st.sampled_from([None, 16])))


@pytest.mark.parametrize("kind", FILES)
def test_two_hundred_changed_files_are_read_or_refused_without_a_word_on_the_terminal(kind, capfd):
    """Except where libtiff finds damage inside compressed strips: it writes a line that Pillow cannot stop."""
    rng = random.Random(kind)
    with warnings.catch_warnings():
        warnings.resetwarnings()  # as in a plain interpreter: what is not filtered would be printed
        for _ in range(200):
            assert_decodes_or_says_why(mutated(FILES[kind], rng), rng.choice([None, 16]))
    captured = capfd.readouterr()
    assert captured.out == ""
    if kind not in {"LZW TIFF", "JPEG TIFF"}:
        assert captured.err == ""


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", *(data[:16] for data in FILES.values())]))
def test_random_bytes_are_refused(noise, start):
    assert not assert_decodes_or_says_why(start + noise)


def zipped_zeros() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # without a ZipInfo it would carry the present second, which tests must not be named by
        archive.writestr(zipfile.ZipInfo("a.jpg"), bytes(10_000_000), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        b"%PDF-1.7\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"P6 10 10 255\n" + bytes(300),
        zipped_zeros(),
        b"just some text",
        b"\x00",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom",
        b"GIF88a" + bytes(100),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_not_a_photograph_is_called_so(data):
    with pytest.raises(UnsupportedImageError, match=r"evidence\.jpg is not a photograph that can be read: give a JPEG"):
        decode(data, name="evidence.jpg")


def test_an_empty_file_is_called_empty():
    with pytest.raises(DamagedImageError, match=r"evidence\.jpg is empty"):
        decode(b"", name="evidence.jpg")


def png_without_its_pixels(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    whole = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header) - 4) + header + struct.pack(">I", zlib.crc32(header))
    return whole + struct.pack(">I", 1_000) + b"IDAT"


def test_more_pixels_than_allowed_are_refused_before_they_are_decoded():
    with pytest.raises(DamagedImageError):
        decode(png_without_its_pixels(300, 200), name="cut-off.png")
    with pytest.raises(ImageTooLargeError, match=r"30,000 x 20,000 pixels, more than the 200 million"):
        decode(png_without_its_pixels(30_000, 20_000), name="bomb.png")


@pytest.mark.parametrize("kind", FILES)
def test_the_limit_on_pixels_holds_for_every_kind_even_when_a_smaller_result_is_asked_for(kind):
    just_enough = Limits(max_pixels=72 * 48)
    decode(FILES[kind], name="a", limits=just_enough, longest_side=10)
    with pytest.raises(ImageTooLargeError, match="pixels"):
        decode(FILES[kind], name="a", limits=Limits(max_pixels=72 * 48 - 1), longest_side=10)


def test_headers_that_claim_enormous_sizes_are_refused():
    bmp, gif, webp = bytearray(FILES["BMP"]), bytearray(FILES["GIF"]), bytearray(FILES["WEBP"])
    bmp[18:26] = struct.pack("<ii", 60_000, 60_000)
    gif[6:10] = struct.pack("<HH", 65_535, 65_535)
    for data in (bmp, gif):
        with pytest.raises(ImageTooLargeError):
            decode(bytes(data), name="a")
    webp[24:30] = b"\xff\xff\xff\xff\xff\xff"
    with pytest.raises(ImageError):
        decode(bytes(webp), name="a")


def test_a_png_whose_text_unpacks_without_end_is_refused():
    bomb = zlib.compress(bytes(200_000_000), 9)
    body = b"comment\0\0" + bomb
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    png = FILES["PNG"]
    with pytest.raises(DamagedImageError):
        decode(png[:33] + chunk + png[33:], name="a")


def test_more_bytes_than_allowed_are_refused():
    data = FILES["PNG"]
    decode(data, name="a", limits=Limits(max_bytes=len(data)))
    with pytest.raises(ImageTooLargeError, match="larger than 2 MB"):
        decode(bytes(2_000_001), name="a", limits=Limits(max_bytes=2_000_000))
    with pytest.raises(ImageTooLargeError, match="larger than"):
        decode(data, name="a", limits=Limits(max_bytes=len(data) - 1))


@pytest.mark.parametrize("name", ["a\nb.jpg", "\x1b[31mred.jpg", "gpj.\u202eexe.jpg", "", "\ud800.jpg"])
def test_a_name_with_odd_characters_is_shown_escaped(name):
    with pytest.raises(DamagedImageError) as caught:
        decode(b"", name=name)
    assert str(caught.value).isprintable()
    assert ascii(name) in str(caught.value)


def test_an_endless_name_is_shortened():
    with pytest.raises(DamagedImageError) as caught:
        decode(b"", name="x" * 100_000 + ".jpg")
    assert len(str(caught.value)) < 300


def test_many_threads_decode_as_one_does_and_leave_pillow_as_it_was():
    before = (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES, list(warnings.filters)[:3])
    expected = {kind: decode(data, name=kind).pixels for kind, data in FILES.items()}
    faults: list[BaseException] = []

    def work(seed: int) -> None:
        rng = random.Random(seed)
        try:
            for _ in range(60):
                kind = rng.choice(sorted(FILES))
                np.testing.assert_array_equal(decode(FILES[kind], name=kind).pixels, expected[kind])
                assert_decodes_or_says_why(mutated(FILES[kind], rng))
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert before == (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES, list(warnings.filters)[:3])


def test_the_filters_of_the_application_come_before_ours():
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        own = warnings.filters[0]
        decode(FILES["TIFF"], name="a")
        assert warnings.filters[0] == own
