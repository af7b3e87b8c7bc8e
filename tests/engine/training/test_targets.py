"""What is wanted of a network, made from labels; borders and colours are checked against OpenCV's own output."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rs_segmenter.engine.card import Band
from rs_segmenter.engine.training import IGNORE, OTHER
from rs_segmenter.engine.training.targets import OPEN, colour, colour_bands, encode, encode_tasks, shapes

BOTH = np.array([True, True])

PICTURE = """
    ..............
    ..............
    ...######.....
    ...######.....
    ...######.....
    ...######..#..
    ...######.....
    ..............
    .###..........
    .###..........
    .###..........
    .............."""

# cv2.dilate(cv2.Canny(mask, 0, 1), cross), OpenCV 5.0; the same for the mask and for its complement.
BORDERS = """
    ....####......
    ...######.....
    ..########....
    .###...###.##.
    .###...#######
    .#########.###
    ..############
    .#.######..##.
    #####.........
    #####.........
    #####.........
    .###.........."""


def drawn(picture: str) -> np.ndarray:
    return np.array([[sign == "#" for sign in row] for row in picture.split()])


def nearest_outside(labels: np.ndarray, value: int) -> np.ndarray:
    """The definition: for each pixel of the class, the distance to every pixel that is not, and the least."""
    at = np.argwhere(labels == value)
    outside = np.argwhere((labels != value) & (labels != IGNORE))
    distance = np.zeros(labels.shape)
    distance[tuple(at.T)] = np.sqrt(((at[:, None] - outside[None]) ** 2).sum(2).min(1))
    return distance


def test_a_labelled_pixel_tells_of_every_class():
    target = encode(torch.tensor([[[0, 1]]], dtype=torch.uint8), torch.tensor([[True, True, False]]))
    assert target.onehot[0, :, 0].T.tolist() == [[1, 0, 0], [0, 1, 0]]
    assert target.mask.min() == 1


def test_other_ground_tells_only_of_the_annotated_classes():
    target = encode(torch.tensor([[[OTHER]]], dtype=torch.uint8), torch.tensor([[True, False, True]]))
    assert target.onehot.max() == 0
    assert target.mask.flatten().tolist() == [1, 0, 1]


def test_unlabelled_ground_tells_nothing():
    target = encode(torch.tensor([[[IGNORE]]], dtype=torch.uint8), torch.tensor([[True, True]]))
    assert target.onehot.max() == target.mask.max() == 0


def test_borders_are_those_that_opencv_finds():
    border = shapes(drawn(PICTURE).astype(np.uint8), BOTH)[0]
    assert (border[0] == drawn(BORDERS)).all()
    assert (border[1] == drawn(BORDERS)).all()


@given(arrays(np.uint8, (9, 11), elements=st.integers(0, 2)))
def test_distances_follow_their_definition(labels):
    distance = shapes(labels, np.ones(3, bool))[1]
    for value in range(3):
        if 0 < (labels == value).sum() < labels.size:
            wanted = nearest_outside(labels, value)
            np.testing.assert_allclose(distance[value], wanted / wanted.max(), rtol=1e-6)


def test_a_class_that_fills_the_crop_has_no_border_and_is_far_from_it_everywhere():
    border, distance = shapes(np.zeros((8, 8), np.uint8), BOTH)
    assert border.max() == 0
    assert (distance[0] == 1).all()
    assert (distance[1] == 0).all()


def test_there_is_no_border_between_a_class_and_unlabelled_ground():
    labels = np.full((40, 40), IGNORE, np.uint8)
    labels[10:30, 10:30] = 0
    border, distance = shapes(labels, BOTH)
    assert set(np.unique(border)) == {0, OPEN}
    assert (border[:, 13:27, 13:27] == 0).all()
    assert (distance[0] == OPEN).all()
    assert (distance[1, 10:30, 10:30] == 0).all()


@given(arrays(np.uint8, (12, 12), elements=st.sampled_from([0, 1, IGNORE])), st.integers(0, 2**32 - 1))
def test_no_target_that_counts_depends_on_what_unlabelled_ground_is(labels, seed):
    border, distance = shapes(labels, BOTH)
    filled = np.where(labels == IGNORE, np.random.default_rng(seed).integers(0, 2, labels.shape), labels)
    true_border, _ = shapes(filled.astype(np.uint8), BOTH)
    assert (true_border[border != OPEN] == border[border != OPEN]).all()
    for value in range(2):
        certain = (distance[value] != OPEN) & (labels == value)
        if certain.any() and (filled != value).any():
            metres = nearest_outside(filled, value)[certain]
            np.testing.assert_allclose(distance[value][certain], metres / metres.max(), rtol=1e-6)


def test_other_ground_borders_on_annotated_classes_and_hides_those_that_are_not():
    labels = np.full((24, 24), OTHER, np.uint8)
    labels[8:16, 8:16] = 0
    border, distance = shapes(labels, np.array([True, False]))
    plain_border, plain_distance = shapes(np.where(labels == OTHER, 1, 0).astype(np.uint8), BOTH)
    assert (border[0] == plain_border[0]).all()
    assert (distance[0] == plain_distance[0]).all()
    assert (distance[1][labels == OTHER] == OPEN).all()
    assert (distance[1][labels == 0] == 0).all()


@pytest.mark.parametrize(
    ("rgb", "hsv"),  # cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV), OpenCV 5.0
    [
        ((255, 0, 0), (0, 255, 255)),
        ((0, 255, 0), (60, 255, 255)),
        ((0, 0, 255), (120, 255, 255)),
        ((128, 64, 32), (10, 191, 128)),
        ((10, 200, 190), (88, 242, 200)),
        ((90, 20, 160), (135, 223, 160)),
        ((77, 77, 77), (0, 0, 77)),
        ((0, 0, 0), (0, 0, 0)),
        ((255, 0, 10), (179, 255, 255)),
    ],
)
def test_colours_are_those_of_opencv_within_half_a_level(rgb, hsv):
    raw = torch.tensor(rgb, dtype=torch.float32).view(1, 3, 1, 1)
    levels = colour(raw, (0, 1, 2), (0.0, 255.0)).flatten() * torch.tensor([179.0, 255.0, 255.0])
    np.testing.assert_allclose(levels, hsv, atol=0.6)


def test_colours_scale_with_the_value_range_and_stay_within_0_and_1():
    raw = torch.tensor([[-5.0, 3000.0, 20000.0]]).view(1, 3, 1, 1)
    hsv = colour(raw, (0, 1, 2), (0.0, 10000.0)).flatten()
    assert hsv.tolist() == pytest.approx([(4 - 0.3) * 60 / 358, 1, 1])


def test_the_colour_task_reads_red_green_blue_wherever_they_are_and_else_what_there_is():
    def bands(*names):
        return [Band(name, 0, 1) for name in names]

    assert colour_bands(bands("nir", "blue", "green", "red")) == (3, 2, 1)
    assert colour_bands(bands("nir", "red", "green", "swir")) == (0, 1, 2)
    assert colour_bands(bands("vv", "vh")) == (0, 1, 1)
    assert colour_bands(bands("pan")) == (0, 0, 0)


@pytest.mark.parametrize("count", [1, 3, 12])
def test_all_four_tasks_get_a_target_for_any_number_of_bands(count):
    labels = torch.from_numpy(drawn(PICTURE).astype(np.uint8))[None]
    labels[0, 0, 0] = IGNORE
    batch = {"raw": torch.rand(1, count, 12, 14), "labels": labels, "known": torch.ones(1, 2, dtype=bool)}
    targets = encode_tasks(batch, [Band(f"b{i}", 0, 1) for i in range(count)], (0.0, 1.0))
    assert [t.onehot.shape[1] for t in targets] == [2, 2, 2, 3]
    for target in targets:
        assert target.onehot.min() >= 0 and target.onehot.max() <= 1
        assert (target.mask[..., 0, 0] == 0).all() and target.mask.max() == 1


def test_shapes_made_by_the_loader_are_taken_as_they_are():
    labels = torch.zeros(1, 8, 8, dtype=torch.uint8)
    made = torch.full((1, 2, 2, 8, 8), 0.25)
    batch = {"raw": torch.rand(1, 3, 8, 8), "labels": labels, "known": torch.ones(1, 2, dtype=bool)}
    targets = encode_tasks(batch | {"shapes": made}, [Band("pan", 0, 1)], (0.0, 1.0))
    assert (targets.boundary.onehot == 0.25).all() and (targets.distance.onehot == 0.25).all()
