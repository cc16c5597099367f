"""What covers a surface is read where it lies."""

import numpy as np

from artmatch.rendering.shading import Texture


def bilinear(picture, x, y):
    """(P, C): four texels weighted by hand."""
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    right, down = (x - left)[:, None], (y - top)[:, None]
    upper = picture[top, left] * (1 - right) + picture[top, left + 1] * right
    lower = picture[top + 1, left] * (1 - right) + picture[top + 1, left + 1] * right
    return upper * (1 - down) + lower * down


def test_a_texture_is_sampled_between_its_texels():
    rng = np.random.default_rng(4)
    height, width = 40, 60
    colour, heights = (rng.random(shape).astype(np.float32) for shape in ((height, width, 3), (height, width)))
    texture = Texture.of(colour, 0.5, heights)
    u, v = rng.uniform(0.1, 0.9, (2, 500)).astype(np.float32)
    look, slopes = texture.sample(u, v, 0)
    wanted_look, wanted_slopes = (bilinear(level, u * width - 0.5, v * height - 0.5) for level in texture.levels[0])
    shares = 1 / 32  # OpenCV may round the shares of the texels to this
    np.testing.assert_allclose(look, wanted_look, atol=shares)
    np.testing.assert_allclose(slopes, wanted_slopes, atol=shares)
