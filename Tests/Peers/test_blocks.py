"""Block formats against gfloat's, and against a restatement in numpy with ml_dtypes' casts."""

import gfloat
import ml_dtypes
import numpy as np
import pytest
from gfloat import formats

import samples

GFLOAT = {
    "mxfp8-e4m3": formats.format_info_mxfp8_e4m3,
    "mxfp8-e5m2": formats.format_info_mxfp8_e5m2,
    "mxfp6-e3m2": formats.format_info_mxfp6_e3m2,
    "mxfp6-e2m3": formats.format_info_mxfp6_e2m3,
    "mxfp4": formats.format_info_mxfp4_e2m1,
    "mxint8": formats.format_info_mxint8,
}


def blocks(length, exponents=range(-140, 128, 3)):
    """A block of binary32 numbers for every largest binade, those just below powers of two too."""
    generator = np.random.default_rng(samples.SEED)
    rows = []
    for exponent in exponents:
        for most in [1, 1.5, 1.875, 2 - 2.0**-23]:
            row = generator.uniform(-1, 1, length) * generator.choice([1, 2.0**-4, 2.0**-9], length)
            row[generator.integers(length)] = most * generator.choice([-1, 1])
            rows.append(np.ldexp(row, exponent))
    return np.array(rows).astype(np.float32)


def gfloat_blocks(info, values):
    """Codes, scales' codes and values, block by block."""
    codes, scales, decoded = [], [], []
    for block in values.astype(np.float64):
        scale = gfloat.block.compute_scale_amax(info.etype.emax, block)
        first, *rest = gfloat.encode_block(info, scale, block / scale)
        scales.append(first)
        codes.append(rest)
        decoded.append(list(gfloat.decode_block(info, [first, *rest])))
    return np.array(codes), np.array(scales), np.array(decoded)


@pytest.mark.parametrize("name", GFLOAT)
def test_microscaling(gradual, name):
    info = GFLOAT[name]
    values = np.concatenate([blocks(32), np.zeros((1, 32), np.float32)])
    codes, scales, _ = gradual.blocks(values, name)
    decoded = gradual.cast_values(values, name)
    their_codes, their_scales, theirs = gfloat_blocks(info, values)
    assert (scales[:, 0] == their_scales).all()
    differs = codes != their_codes
    if name == "mxint8":
        # gfloat rounds to −2, whose code 0x80 OCP allows to leave unused for symmetry; ours saturates.
        assert (their_codes[differs] == 0x80).all() and (codes[differs] == 0x81).all()
        assert differs.any()
    else:
        assert not differs.any(), np.argwhere(differs)[:8]
    with np.errstate(over="ignore"):
        assert (decoded == theirs.astype(np.float32))[~differs].all()


def test_infinity_saturates_in_gfloat(gradual):
    """OCP leaves blocks with an infinity open. gfloat takes the largest scale and saturates elements;
    here all of the block is NaN, as it is in torchao and microxcaling. Of a NaN gfloat makes NaN, too."""
    values = np.ones((1, 32), np.float32)
    values[0, 3] = np.inf
    _, scales, decoded = gfloat_blocks(GFLOAT["mxfp8-e4m3"], values)
    assert scales.tolist() == [254] and decoded[0, 3] == 448 * 2.0**127 and decoded[0, 0] == 0
    assert np.isnan(gradual.cast_values(values, "mxfp8-e4m3")).all()


def largest(values, axis):
    return np.abs(values.astype(np.float64)).max(axis=axis, keepdims=True)


def cast(values, dtype, greatest):
    """ml_dtypes' cast of binary64 numbers, saturated."""
    return np.clip(values, -greatest, greatest).astype(dtype).astype(np.float64)


def test_nvfp4(gradual):
    """16 numbers of E2M1 share a scale in E4M3, the tensor one in binary32 (NVIDIA, arXiv 2509.25149,
    appendix C), each quotient rounded once."""
    values = blocks(64, range(-9, 4))
    codes, scales, tensor = gradual.blocks(values, "nvfp4")
    expected_tensor = np.abs(values).max() / np.float32(448 * 6)
    assert tensor == expected_tensor and tensor.dtype == np.float32
    lines = values.reshape(-1, 16)
    unit = np.float64(expected_tensor)
    expected = cast(largest(lines, 1) / (6 * unit), ml_dtypes.float8_e4m3fn, 448)
    expected[expected == 0] = 1
    found = scales.reshape(-1).astype(np.uint8).view(ml_dtypes.float8_e4m3fn).astype(np.float64)
    assert (found == expected[:, 0]).all()
    elements = cast(lines / (expected * unit), ml_dtypes.float4_e2m1fn, 6)
    numbers = codes.reshape(-1, 16).astype(np.uint8).view(ml_dtypes.float4_e2m1fn)
    assert (numbers.astype(np.float64) == elements).all()
    decoded = gradual.cast_values(values, "nvfp4").reshape(-1, 16)
    assert (decoded == (elements * expected * unit).astype(np.float32)).all()


@pytest.mark.parametrize("name, height", [("deepseek-1x128", 1), ("deepseek-128x128", 128)])
def test_deepseek_tiles(gradual, name, height):
    generator = np.random.default_rng(samples.SEED)
    shape = (256, 384)
    powers = np.ldexp(1.0, generator.integers(-30, 3, shape))
    values = (generator.normal(size=shape) * powers).astype(np.float32)
    tiles = values.reshape(256 // height, height, 3, 128)
    scales = (largest(tiles, (1, 3)) / 448).astype(np.float32).astype(np.float64)
    elements = cast(tiles / scales, ml_dtypes.float8_e4m3fn, 448)
    expected = (elements * scales).astype(np.float32).reshape(shape)
    assert (gradual.cast_values(values, name) == expected).all()
    _, found, _ = gradual.blocks(values, name)
    assert (found.astype(np.uint32).view(np.float32) == scales[:, 0, :, 0]).all()


def test_products_in_blocks(gradual):
    """dot and matmul take elements times scales, exactly: with an accumulator that rounds once."""
    values = blocks(64, range(-3, 3))
    a, b = values[:12], values[12:24]
    x, y = gradual.cast_values(a, "mxfp4"), gradual.cast_values(b, "mxfp8-e4m3")
    expected = np.array([(p.astype(np.float64) * q).sum() for p, q in zip(x, y, strict=True)])
    found = gradual.dot(a, b, "mxfp4,mxfp8-e4m3", "exact(binary64)")
    assert (found == expected).all()
    options = ("--inputs", "mxfp4,mxfp8-e4m3", "--accumulator", "exact(binary64)")
    product = x.astype(np.float64) @ y.astype(np.float64).T
    assert (gradual.arrays("matmul", [a, b], "--transpose", "b", *options) == product).all()
    turned = [np.ascontiguousarray(a.T), np.ascontiguousarray(b.T)]
    assert (gradual.arrays("matmul", turned, "--transpose", "a", *options) == product).all()
