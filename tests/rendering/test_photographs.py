"""Each parameter of a photograph does what it says, measured on the picture."""

from dataclasses import replace

import numpy as np
import pytest

from artmatch.rendering import (
    Background,
    CameraFaults,
    Light,
    ObjectKind,
    Surface,
    Viewpoint,
    Wear,
    random_object,
    seized_view,
    studio_view,
)

FAR = Viewpoint(distance=40.0, aspect=1.0)
"""Hardly any perspective."""


def box(mask):
    """Left, top, right, bottom of what ``mask`` shows, in pixels; a stray pixel does not count."""
    columns, rows = (np.flatnonzero(mask.sum(axis) > 2) for axis in (0, 1))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


def shape(mask):
    """Width over height."""
    left, top, right, bottom = box(mask)
    return (right - left) / (bottom - top)


def sharpness(pixels):
    """Mean square of the differences between neighbours."""
    values = pixels.astype(float)
    return float((np.diff(values, axis=0) ** 2).mean() + (np.diff(values, axis=1) ** 2).mean())


@pytest.mark.parametrize("kind", list(ObjectKind))
def test_the_same_parameters_give_the_same_bytes(made, photograph, kind):
    view = seized_view(np.random.default_rng(3))
    assert (photograph(made(kind), *view) == photograph(made(kind), *view)).all()


def test_a_flat_object_seen_from_the_side_is_foreshortened_by_the_cosine(made, where):
    painting = made(ObjectKind.PAINTING)
    front = shape(where(painting, FAR))
    assert shape(where(painting, replace(FAR, azimuth=60))) / front == pytest.approx(0.5, abs=0.1)
    assert front / shape(where(painting, replace(FAR, elevation=60))) == pytest.approx(0.5, abs=0.1)


def test_a_camera_turned_by_a_quarter_swaps_width_and_height(made, where):
    painting = made(ObjectKind.PAINTING)
    assert shape(where(painting, replace(FAR, roll=90))) == pytest.approx(1 / shape(where(painting, FAR)), rel=0.05)


def test_a_near_camera_draws_the_near_edge_longer(made, where):
    def keystone(distance):
        mask = where(made(ObjectKind.PAINTING), Viewpoint(azimuth=45, distance=distance, aspect=1.0))
        left, _, right, _ = box(mask)
        heights = mask.sum(0)[left:right]
        tenth = len(heights) // 10
        return heights[-2 * tenth : -tenth].mean() / heights[tenth : 2 * tenth].mean()

    assert keystone(40) == pytest.approx(1, abs=0.05)
    assert keystone(1.5) > 1.3  # the camera stands on the right


@pytest.mark.parametrize("fill", [0.5, 0.9])
def test_the_object_spans_as_much_of_the_frame_as_asked(made, where, fill):
    left, top, right, bottom = box(where(made(ObjectKind.COIN), replace(FAR, fill=fill)))
    assert max(right - left, bottom - top) / 160 == pytest.approx(fill, abs=0.03)


def test_an_offset_moves_the_object_right_and_down(made, where):
    def middle(offset):
        left, top, right, bottom = box(where(made(ObjectKind.COIN), replace(FAR, fill=0.4, offset=offset)))
        return np.array([left + right, top + bottom]) / 2 / 160

    assert middle((0.2, 0.1)) - middle((0, 0)) == pytest.approx([0.2, 0.1], abs=0.02)


@pytest.mark.parametrize(("aspect", "size"), [(0.75, (160, 120)), (1.6, (100, 160))])
def test_the_frame_has_the_aspect_asked_for(made, photograph, aspect, size):
    assert photograph(made(ObjectKind.COIN), Viewpoint(aspect=aspect)).shape == (*size, 3)


def test_the_side_towards_the_lamp_is_the_bright_one(made, photograph, where):
    statue, mask = made(ObjectKind.STATUE), where(made(ObjectKind.STATUE))

    def lean(x):
        pixels = photograph(statue, light=Light(direction=(x, 0.3, 0.3), ambient=0.1)).astype(float).mean(-1)
        middle = (box(mask)[0] + box(mask)[2]) // 2
        halves = pixels[:, :middle][mask[:, :middle]].mean(), pixels[:, middle:][mask[:, middle:]].mean()
        return halves[1] - halves[0]

    assert lean(-1.0) < 0 < lean(1.0)


def test_strength_and_ambient_light_make_it_brighter(made, photograph):
    statue = made(ObjectKind.STATUE)
    usual = photograph(statue).mean()
    assert photograph(statue, light=Light(strength=0.4)).mean() < usual
    assert photograph(statue, light=Light(ambient=0.7)).mean() > usual


def test_the_lamp_colours_what_it_falls_on(made, photograph):
    red, _, blue = photograph(made(ObjectKind.STATUE), light=Light(colour=(1.0, 0.7, 0.4))).mean((0, 1))
    usual_red, _, usual_blue = photograph(made(ObjectKind.STATUE)).mean((0, 1))
    assert red / blue > 1.2 * usual_red / usual_blue


def test_polish_mirrors_the_lamp(made, photograph, where):
    vase, mask = made(ObjectKind.VASE), where(made(ObjectKind.VASE))
    matt, polished = (photograph(vase, light=Light(specular=value)).astype(int)[mask] for value in (0.0, 1.0))
    assert (polished - matt).max() > 20
    assert np.median(polished - matt) < 8  # it mirrors in places only


def test_a_hard_light_gives_the_shadow_a_sharper_edge(made, photograph, where):
    coin = made(ObjectKind.COIN)
    view = replace(FAR, fill=0.5)
    around = ~where(coin, view)

    def edge(hardness):
        light = Light(direction=(-1.0, 0.2, 0.6), hardness=hardness)
        pixels = photograph(coin, view, light).astype(float).mean(-1)
        steps = np.abs(np.diff(pixels, axis=1))
        return np.percentile(steps[around[:, 1:] & around[:, :-1]], 99)

    assert edge(1.0) > edge(0.0)


def test_surroundings_change_without_the_object(made, photograph, where):
    view = Viewpoint(fill=0.5, aspect=1.0)
    coin, mask = made(ObjectKind.COIN), where(made(ObjectKind.COIN), view)
    pictures = [
        photograph(coin, view, background=Background(surface, colour=(0.5, 0.4, 0.3)), side=160) for surface in Surface
    ]
    for number, one in enumerate(pictures):
        for other in pictures[:number]:
            differences = np.abs(one.astype(int) - other).max(-1)
            assert differences[mask].mean() < 0.5
            assert differences[~mask].mean() > 1.5


def test_surroundings_have_the_colour_asked_for(made, photograph, where):
    view = Viewpoint(fill=0.4, aspect=1.0)
    around = ~where(made(ObjectKind.COIN), view)
    pixels = photograph(made(ObjectKind.COIN), view, background=Background(Surface.PLASTER, colour=(0.2, 0.3, 0.6)))
    red, green, blue = pixels[around].mean(0)
    assert red < green < blue
    assert blue / red == pytest.approx(3, rel=0.2)


def test_clutter_lies_about_and_blur_softens_it(made, photograph, where):
    view = Viewpoint(fill=0.35, aspect=1.0)
    coin, around = made(ObjectKind.COIN), ~where(made(ObjectKind.COIN), view)
    plain = Background(Surface.PAPER, colour=(0.6, 0.6, 0.6))

    def busyness(background):
        return photograph(coin, view, background=background).astype(float).mean(-1)[around].std()

    cluttered = replace(plain, clutter=1.0, seed=5)
    assert busyness(cluttered) > 1.5 * busyness(plain)
    sharp, soft = (photograph(coin, view, background=replace(cluttered, blur=blur)) for blur in (0.0, 0.03))
    assert sharpness(soft) < 0.8 * sharpness(sharp)
    assert np.abs(soft.astype(int) - sharp)[~around].mean() < 1  # the object stays in focus


def test_another_background_seed_is_another_piece_of_wood(made, photograph):
    one, other = (photograph(made(ObjectKind.COIN), background=Background(Surface.WOOD, seed=seed)) for seed in (1, 2))
    assert np.abs(one.astype(int) - other).mean() > 1


def test_a_crop_cuts_the_frame_and_leaves_the_rest_as_it_was(made, photograph):
    coin = made(ObjectKind.COIN)
    cropped = photograph(coin, faults=CameraFaults(crop=(0.25, 0.0, 0.25, 0.0)))
    assert cropped.shape == (160, 80, 3)
    assert np.abs(cropped.astype(int) - photograph(coin)[:, 40:120]).mean() < 2


@pytest.mark.parametrize(
    ("little", "much"),
    [
        (CameraFaults(blur=0.005), CameraFaults(blur=0.02)),
        (CameraFaults(motion=0.02), CameraFaults(motion=0.08)),
    ],
    ids=["blur", "motion"],
)
def test_blur_and_motion_take_the_sharpness(made, photograph, little, much):
    clean, slight, strong = (sharpness(photograph(made(ObjectKind.COIN), faults=one)) for one in (None, little, much))
    assert strong < slight < clean


def test_noise_has_the_strength_asked_for(made, photograph):
    clean, noisy = (photograph(made(ObjectKind.COIN), faults=CameraFaults(noise=noise)) for noise in (0.0, 0.05))
    assert (noisy.astype(float) - clean).std() / 255 == pytest.approx(0.05, rel=0.3)


def test_exposure_contrast_cast_vignette_and_grey_change_the_tone(made, photograph):
    coin = made(ObjectKind.COIN)
    usual = photograph(coin).astype(float)
    assert photograph(coin, faults=CameraFaults(exposure=0.5)).mean() < 0.85 * usual.mean()
    assert photograph(coin, faults=CameraFaults(contrast=0.5)).std() == pytest.approx(0.5 * usual.std(), rel=0.1)
    blueish = photograph(coin, faults=CameraFaults(cast=(0.8, 1.0, 1.2))).mean((0, 1)) - usual.mean((0, 1))
    assert blueish[0] < 0 < blueish[2]
    darkened = usual - photograph(coin, faults=CameraFaults(vignette=0.6))
    assert darkened[:10, :10].mean() > darkened[70:90, 70:90].mean() + 10
    assert np.ptp(photograph(coin, faults=CameraFaults(grey=True)), axis=-1).max() == 0


def test_glare_burns_out_and_a_shadow_darkens_a_part(made, photograph):
    coin = made(ObjectKind.COIN)
    usual = photograph(coin).astype(int)
    brighter = photograph(coin, faults=CameraFaults(glare=0.8)) - usual
    assert brighter.max() > 40
    assert np.median(brighter) < 30
    darker = usual - photograph(coin, faults=CameraFaults(shadow=0.6))
    assert np.percentile(darker, 95) > 15
    assert np.percentile(darker, 5) < 8


@pytest.mark.parametrize("fault", [CameraFaults(finger=0.15), CameraFaults(ruler=True)], ids=["finger", "ruler"])
def test_a_finger_or_a_ruler_covers_a_part_at_the_edge(made, photograph, fault):
    coin = made(ObjectKind.COIN)
    changed = (np.abs(photograph(coin, faults=fault).astype(int) - photograph(coin)) > 12).any(-1)
    assert 0.01 < changed.mean() < 0.4
    assert not changed[70:90, 70:90].any()


def test_hard_compression_costs_detail(made, photograph):
    original = photograph(made(ObjectKind.PAINTING)).astype(int)
    losses = [
        np.abs(photograph(made(ObjectKind.PAINTING), faults=CameraFaults(jpeg=quality)) - original).mean()
        for quality in (95, 80, 10)
    ]
    assert losses[0] == 0
    assert losses[0] < losses[1] < losses[2]


@pytest.mark.parametrize("kind", [ObjectKind.COIN, ObjectKind.PAINTING, ObjectKind.STATUE])
def test_a_worn_sibling_is_closer_than_another_object(photograph, kind):
    new, worn = (random_object(np.random.default_rng(7), kind, wear) for wear in (Wear(0, 0, 0, 0), Wear(1, 1, 1, 1)))
    other = random_object(np.random.default_rng(8), kind, Wear(0, 0, 0, 0))
    view = replace(FAR, fill=1.0)
    pictures = [photograph(item, view).astype(int) for item in (new, worn, other)]
    worn_by, apart = (np.abs(pictures[0] - one).mean() for one in pictures[1:])
    assert 1 < worn_by < apart


def test_studio_photographs_are_plain_and_seized_ones_are_not():
    studio = [studio_view(np.random.default_rng(number)) for number in range(200)]
    seized = [seized_view(np.random.default_rng(number)) for number in range(200)]
    assert {view.background.surface for view in studio} == {Surface.SWEEP}
    assert {view.background.surface for view in seized} == set(Surface)
    for fault in ("glare", "shadow", "finger", "blur", "motion"):
        assert not any(getattr(view.faults, fault) for view in studio)
        assert 0.05 < np.mean([getattr(view.faults, fault) > 0 for view in seized]) < 0.7
    angles = [np.mean([abs(view.viewpoint.azimuth) for view in views]) for views in (studio, seized)]
    assert angles[1] > 2 * angles[0]
