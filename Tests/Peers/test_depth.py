"""Reports/depth-of-networks against networks of numpy's own, with its own random numbers."""

import csv
import pathlib

import numpy
import pytest

FOLDER = pathlib.Path(__file__).parents[2] / "Reports" / "depth-of-networks"
WIDTH, DEPTH, EXAMPLES, UPSTREAM, COSINE = 256, 64, 64, 2.0**-12, 0.99


def committed(network, quantity, loss_scale):
    """The simulated values of all seeds in binary16."""
    with open(FOLDER / "results.csv", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["network"] == network and row["quantity"] == quantity
            and row["format"] == "binary16" and row["source"] == "simulated"
            and int(row["depth"]) == DEPTH and int(row["width"]) == WIDTH
            and float(row["loss_scale"]) == loss_scale
        ]
    return [float(row["value"]) for row in rows if row["value"]]


def backward(weights, signals, gradient, dtype, loss_scale):
    """The gradients of what each ReLU's map takes in, from the end on, every gradient stored in a type."""
    gradient = (gradient * numpy.float32(loss_scale)).astype(dtype)
    found = []
    for weight, signal in zip(reversed(weights), reversed(signals)):
        taken = (gradient.astype(numpy.float32) @ weight).astype(dtype)
        found.append(taken.astype(numpy.float32))
        gradient = numpy.where(signal > 0, taken, 0).astype(dtype)
    return found


def passes(variance, loss_scale, seed):
    """Layers back at which half of the gradients are zeros in binary16, and for how many, from the end on,
    the cosine against binary32's holds."""
    generator = numpy.random.default_rng(seed)

    def normal(*shape):
        return generator.standard_normal(shape, dtype=numpy.float32)

    weights = [normal(WIDTH, WIDTH) * numpy.float32((variance / WIDTH) ** 0.5) for _ in range(DEPTH)]
    signal = normal(EXAMPLES, WIDTH) @ weights[0].T
    signals = []
    for weight in weights[1:]:
        signals.append(signal)
        signal = numpy.maximum(signal, 0) @ weight.T
    upstream = normal(EXAMPLES, WIDTH) * numpy.float32(UPSTREAM)
    narrow = backward(weights[1:], signals, upstream, numpy.float16, loss_scale)
    wide = backward(weights[1:], signals, upstream, numpy.float32, 1)
    zeros = [numpy.mean(gradient == 0) for gradient in narrow]
    half = next((k for k, share in enumerate(zeros) if share >= 0.5), None)
    if half is not None and half > 0:
        half = half - 1 + (0.5 - zeros[half - 1]) / (zeros[half] - zeros[half - 1])

    def cosine(x, y):
        x, y = x.astype(numpy.float64), y.astype(numpy.float64)
        return numpy.sum(x * y) / max(numpy.sqrt(numpy.sum(x * x) * numpy.sum(y * y)), 1e-300)

    kept = [cosine(x, y) >= COSINE for x, y in zip(narrow, wide)]
    return half, kept.index(False) if False in kept else DEPTH


@pytest.mark.parametrize("loss_scale", [1.0, 65536.0])
def test_gradients_vanish_where_the_report_says(loss_scale):
    own = [passes(1, loss_scale, seed) for seed in (1, 2, 3)]
    halves = committed("relu/lecun-normal", "half_zeros", loss_scale)
    reach = committed("relu/lecun-normal", "reach", loss_scale)
    assert len(halves) == len(reach) == 3
    # A network's rms wanders: by 0.3 to 0.5 binades at these depths, of which half a binade is a layer; means
    # of three differ by twice that.
    assert abs(numpy.mean([half for half, _ in own]) - numpy.mean(halves)) <= 2
    assert abs(numpy.mean([kept for _, kept in own]) - numpy.mean(reach)) <= 2


def test_gradients_that_do_not_shrink_keep_their_direction():
    half, kept = passes(2, 1.0, seed=1)
    assert half is None and kept == DEPTH
    assert committed("relu/he-normal", "half_zeros", 1.0) == []
    assert committed("relu/he-normal", "reach", 1.0) == [DEPTH] * 3
