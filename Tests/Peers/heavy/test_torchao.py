"""Block formats against torchao's on the CPU, code for code, with its own ways by name."""

import warnings

import numpy as np
import pytest
import torch

import samples

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from torchao.prototype.mx_formats import constants
    from torchao.prototype.mx_formats.config import ScaleCalculationMode
    from torchao.prototype.mx_formats.mx_tensor import to_mx
    from torchao.prototype.mx_formats.nvfp4_tensor import (
        nvfp4_quantize,
        per_tensor_amax_to_scale,
    )

FLOOR, UP = ScaleCalculationMode.FLOOR, ScaleCalculationMode.RCEIL
FP4 = torch.float4_e2m1fn_x2
FORMATS = {
    "mxfp8-e4m3": (torch.float8_e4m3fn, FLOOR),
    "mxfp8-e5m2": (torch.float8_e5m2, FLOOR),
    "mxfp6-e3m2": (constants.DTYPE_FP6_E3M2, FLOOR),
    "mxfp6-e2m3": (constants.DTYPE_FP6_E2M3, FLOOR),
    "mxfp4": (FP4, FLOOR),
    "mxfp8-e4m3-up": (torch.float8_e4m3fn, UP),
    "block(e2m1fn, 32, e8m0fnu, up)": (FP4, UP),
}


def blocks():
    """A block for every largest binade, those just above and below what makes the scale another."""
    generator = np.random.default_rng(samples.SEED)
    rows = []
    for exponent in range(-140, 128):
        for most in [1, 1.5, 1.5 + 2.0**-23, 1.75, 1.75 + 2.0**-23, 1.875, 2 - 2.0**-23]:
            row = generator.uniform(-1, 1, 32) * generator.choice([1, 2.0**-4, 2.0**-9], 32)
            row[generator.integers(32)] = most * generator.choice([-1, 1])
            rows.append(np.ldexp(row, exponent))
    return np.concatenate([np.array(rows), np.zeros((1, 32))]).astype(np.float32)


def torchao_blocks(values, dtype, mode):
    scales, codes = to_mx(torch.from_numpy(values), dtype, 32, mode)
    codes = codes.view(torch.uint8).numpy()
    if dtype == FP4:
        codes = np.stack([codes & 15, codes >> 4], -1)
    return codes.reshape(values.shape).astype(np.int64), scales.view(torch.uint8).numpy().reshape(-1)


@pytest.mark.parametrize("name", FORMATS)
def test_microscaling(gradual, name):
    dtype, mode = FORMATS[name]
    values = blocks()
    codes, scales, _ = gradual.blocks(values, name)
    scales = scales[:, 0]
    theirs, their_scales = torchao_blocks(values, dtype, mode)
    differs = scales != their_scales
    if mode == UP:
        # By log2 in binary32, which takes quotients just above a power of two for that power: the scale is half of
        # what holds the largest number, which saturates.
        greatest = 6 if dtype == FP4 else 448
        quotients = np.abs(values).max(1).astype(np.float64) / greatest
        significands = np.frexp(np.where(quotients > 0, quotients, 1))[0] * 2
        is_just_above = (significands > 1) & (significands < 1 + 2.0**-15)
        assert (is_just_above[differs]).all() and differs.any()
        assert (scales[differs] == their_scales[differs] + 1).all()
    else:
        assert not differs.any(), (scales[differs], their_scales[differs])
    # The least scale, 2^-127, is taken for 2^-126 or, rounded up, for 1: Triton flushes such numbers.
    is_least = scales == 0
    same = codes == theirs
    assert same[~is_least & ~differs].all()
    assert not same[is_least].all()


@pytest.mark.parametrize("name", ["mxfp8-e4m3", "mxfp4"])
def test_blocks_that_are_not_finite(gradual, name):
    """OCP leaves them open. Of a NaN both make a NaN scale; of an infinity torchao makes the exponent that
    follows, and its number the largest."""
    values = np.ones((2, 32), np.float32)
    values[0, 3], values[1, 3] = np.nan, np.inf
    _, scales, _ = gradual.blocks(values, name)
    theirs, their_scales = torchao_blocks(values, *FORMATS[name])
    assert scales.reshape(-1).tolist() == [255, 255]
    largest = 8 if name == "mxfp8-e4m3" else 2
    assert their_scales.tolist() == [255, 255 - largest]


def test_nvfp4(gradual):
    """Equal where no scale is below E4M3's least normal number, 2^-6, at which torchao stops; and but for quotients
    within the error of its reciprocals, of which there are none here."""
    generator = np.random.default_rng(samples.SEED)
    powers = np.ldexp(1.0, generator.integers(-6, 1, (256, 1)))
    values = (generator.normal(size=(256, 512)) * powers).astype(np.float32)
    values[7, :16] *= 2.0**-14
    codes, scales, tensor = gradual.blocks(values, "nvfp4")
    source = torch.from_numpy(values)
    their_tensor = per_tensor_amax_to_scale(source.abs().max())
    their_scales, packed = nvfp4_quantize(source, 16, their_tensor)
    their_scales = their_scales.view(torch.uint8).numpy().reshape(scales.shape)
    packed = packed.numpy()
    theirs = np.stack([packed & 15, packed >> 4], -1).reshape(codes.shape)
    assert tensor == their_tensor.numpy()
    differs = scales != their_scales
    # 0x08 is 2^-6.
    assert (their_scales[differs] == 0x08).all() and differs[7, 0]
    assert (codes == theirs)[~np.repeat(differs, 16, axis=1)].all()
