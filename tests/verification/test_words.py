import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from artmatch.embedding.patches import patch_describer
from artmatch.errors import ModelError
from artmatch.rendering import random_object, studio_view
from artmatch.shipped import shipped
from artmatch.verification import LocalFeatureExtractor, VisualWords, visual_words

FILE = shipped("models") / "words.safetensors"


def drawn(seed, side=512):
    rng = np.random.default_rng(seed)
    return random_object(rng).photograph(*studio_view(rng), side=side)


def test_a_word_is_the_nearest_typical_descriptor_and_its_signature_tells_the_sides():
    stored = {name: values.astype(np.float64) for name, values in load_file(FILE).items()}
    vectors = LocalFeatureExtractor(patch_describer()).extract(drawn(1)).vectors[:40]
    found = visual_words().of(vectors)
    for described, one in zip(vectors.astype(np.float64), found, strict=True):
        distances = np.linalg.norm(stored["centres"] - described, axis=1)
        assert distances[one["word"]] == pytest.approx(distances.min(), abs=1e-5)
        heights = described @ stored["directions"] - stored["medians"][one["word"]]
        bits = np.unpackbits(np.array([one["signature"]], "<u8").view(np.uint8)).astype(bool)
        clear = np.abs(heights) > 1e-5  # rounding decides on which side of the median the others are
        np.testing.assert_array_equal(bits[clear], heights[clear] > 0)


def test_corresponding_points_differ_in_fewer_bits_than_others():
    """The same points, of a photograph and of one a little brighter and noisy."""
    pixels = drawn(3)
    noisy = np.clip(pixels * 1.1 + np.random.default_rng(1).normal(0, 4, pixels.shape), 0, 255).astype(np.uint8)
    extractor, words = LocalFeatureExtractor(patch_describer()), visual_words()
    first, second = extractor.extract(pixels), extractor.extract(noisy, 900)
    similarity = first.vectors @ second.vectors.T
    nearest, sure = similarity.argmax(1), similarity.max(1) > 0.95
    of_first, of_second = words.of(first.vectors), words.of(second.vectors)
    same = sure & (of_first["word"] == of_second["word"][nearest])
    assert same.sum() > 0.6 * sure.sum() > 20
    bits = np.bitwise_count(of_first["signature"] ^ of_second["signature"][nearest])
    assert np.median(bits[same]) < 16
    assert 28 < np.median(np.bitwise_count(of_first["signature"][:, None] ^ of_first["signature"][None])) < 36


def test_words_are_known_by_their_bytes_and_damaged_ones_refused(tmp_path):
    arrays = load_file(FILE)
    other = tmp_path / "words.safetensors"
    save_file(arrays | {"centres": arrays["centres"] + np.float16(0.01)}, other)
    assert VisualWords.read(other).words_id != visual_words().words_id
    other.write_bytes(FILE.read_bytes()[:1000])
    with pytest.raises(ModelError, match=r"words\.safetensors cannot be read: install artmatch again"):
        VisualWords.read(other)
    with pytest.raises(ModelError, match="gone"):
        VisualWords.read(tmp_path / "gone.safetensors")


def test_a_plain_photograph_has_no_words():
    plain = LocalFeatureExtractor(patch_describer()).extract(np.full((300, 300, 3), 200, np.uint8))
    assert len(visual_words().of(plain.vectors)) == 0
