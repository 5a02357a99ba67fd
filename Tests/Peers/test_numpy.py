"""Casts to the formats that numpy has, and its array files."""

import io

import numpy as np
import pytest

import samples
from differences import assert_equal_codes

FORMATS = {"binary16": np.float16, "binary32": np.float32}
CODES = {np.float16: np.uint16, np.float32: np.uint32}
# The quiet NaN with sign − and with sign +.
NANS = {np.float16: (0xFE00, 0x7E00), np.float32: (0xFFC0_0000, 0x7FC0_0000)}


def table(dtype):
    """Every value of binary16; for binary32 a few of every binade, the ends among them."""
    if dtype == np.float16:
        values = samples.every_binary16()
        return values[~np.isnan(values)].astype(np.float64)
    exponents = np.arange(0, 255, dtype=np.uint32)[:, None] << 23
    fractions = np.array([0, 1, 2, 0x3F_FFFF, 0x40_0000, 0x7F_FFFE, 0x7F_FFFF], dtype=np.uint32)
    return (exponents | fractions).ravel().view(np.float32).astype(np.float64)


def neighbours(dtype):
    """Values of the format, the midpoints behind them, and the binary64 numbers beside both."""
    values = table(dtype)
    values = values[np.isfinite(values)]
    with np.errstate(over="ignore"):
        above = np.nextafter(values.astype(dtype), dtype(np.inf)).astype(np.float64)
    # Behind the largest lies what the next binade would begin with.
    largest = float(np.finfo(dtype).max)
    above[np.isinf(above)] = 2 * largest - float(np.nextafter(dtype(largest), dtype(0)))
    midpoints = (values + above) / 2
    points = np.unique(np.concatenate([values, midpoints]))
    points = np.concatenate([points, np.nextafter(points, -np.inf), np.nextafter(points, np.inf)])
    return np.unique(np.concatenate([points, -points]))


def midpoints_in_binary32():
    values = neighbours(np.float16)
    values = np.unique(values[np.abs(values) < np.finfo(np.float32).max].astype(np.float32))
    infinity = np.float32(np.inf)
    return np.concatenate([values, np.nextafter(values, -infinity), np.nextafter(values, infinity)])


def random_binary64():
    """Random patterns, and as many with the exponents of the short formats."""
    generator = np.random.default_rng(samples.SEED)
    patterns = generator.integers(0, 1 << 64, 300_000, dtype=np.uint64).view(np.float64)
    scales = np.ldexp(1.0, generator.integers(-30, 20, 300_000))
    wide = np.ldexp(1.0, generator.integers(-155, 130, 300_000))
    return np.concatenate(
        [
            patterns,
            generator.standard_normal(300_000) * scales,
            generator.standard_normal(300_000) * wide,
        ]
    )


SOURCES = {
    ("binary16", "every bfloat16"): samples.every_bfloat16,
    ("binary16", "random binary32"): samples.random_binary32,
    ("binary16", "special binary32"): samples.binary32_specials,
    ("binary16", "midpoints in binary32"): midpoints_in_binary32,
    ("binary16", "midpoints in binary64"): lambda: neighbours(np.float16),
    ("binary16", "random binary64"): random_binary64,
    ("binary32", "midpoints in binary64"): lambda: neighbours(np.float32),
    ("binary32", "random binary64"): random_binary64,
    ("binary32", "every binary16"): samples.every_binary16,
}


@pytest.mark.parametrize("name, source", SOURCES)
def test_cast(gradual, name, source):
    values = SOURCES[name, source]()
    dtype = FORMATS[name]
    with np.errstate(all="ignore"):
        theirs = values.astype(dtype).view(CODES[dtype]).astype(np.int64)
    # numpy keeps the top bits of a NaN's payload, without making it quiet; a cast here gives the
    # quiet NaN of the input's sign. That is the only difference.
    is_nan = np.isnan(values)
    theirs[is_nan] = np.where(np.signbit(values[is_nan]), *NANS[dtype])
    assert_equal_codes(values, gradual.cast(values, name), theirs)


def written_by_numpy(array, version=None):
    file = io.BytesIO()
    if version is None:
        np.save(file, array)
    else:
        np.lib.format.write_array(file, array, version=version)
    return file.getvalue()


SHAPES = [(), (1,), (0,), (7,), (2, 3), (3, 0, 2), (1, 2, 3, 4), (10**6,)]


@pytest.mark.parametrize("dtype", ["<f4", "<f8"])
@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_files_of_numpy_are_read(gradual, tmp_path, dtype, version):
    array = np.array([[0, 1, -1], [1.5, np.inf, 1e-9]]).astype(dtype)
    source, result = tmp_path / "in.npy", tmp_path / "out.npy"
    source.write_bytes(written_by_numpy(array, version))
    done = gradual.run("cast", "--format", "e5m2", source, result, "--codes")
    assert done.returncode == 0, done.stderr
    assert np.load(result).tolist() == [[0, 0x3C, 0xBC], [0x3E, 0x7C, 0]]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_files_are_those_that_numpy_writes(gradual, tmp_path, shape, dtype):
    generator = np.random.default_rng(samples.SEED)
    array = np.asarray(generator.standard_normal(shape), dtype)
    np.save(tmp_path / "in.npy", array)
    for options in (["--codes"], []):
        done = gradual.run(
            "cast", "--format", "bfloat16", tmp_path / "in.npy", tmp_path / "out.npy", *options
        )
        assert done.returncode == 0, done.stderr
        result = np.load(tmp_path / "out.npy")
        assert result.shape == shape
        assert (tmp_path / "out.npy").read_bytes() == written_by_numpy(result)


@pytest.mark.parametrize("dtype", [np.float16, np.int8, np.uint16, np.int64, np.bool_])
def test_every_type_that_binary64_holds(gradual, tmp_path, dtype):
    array = np.array([0, 1, 1, 0, 1], dtype) * np.array(3, dtype)
    np.save(tmp_path / "in.npy", array)
    done = gradual.run("cast", "--format", "e5m2", tmp_path / "in.npy", tmp_path / "out.npy")
    assert done.returncode == 0, done.stderr
    assert (np.load(tmp_path / "out.npy") == array).all()


REFUSED = {
    "Fortran order": (np.asfortranarray(np.ones((2, 3))), "fortran_order is True"),
    "big-endian": (np.ones(3, ">f4"), "descr is '>f4'"),
    "complex": (np.ones(3, np.complex64), "descr is '<c8'"),
    "text": (np.array(["a"]), "descr is '<U1'"),
    "integers beyond binary64": (np.array([2**53 + 1]), "element 0 is 9007199254740993"),
    "structured": (np.zeros(2, [("a", "<f4")]), "header is"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_files(gradual, tmp_path, case):
    array, message = REFUSED[case]
    np.save(tmp_path / "in.npy", array)
    done = gradual.run("cast", "--format", "e5m2", tmp_path / "in.npy", tmp_path / "out.npy")
    assert done.returncode == 2
    assert message in done.stderr and str(tmp_path / "in.npy") in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out.npy").exists()


@pytest.mark.parametrize("change, message", [(-1, "truncated?"), (+1, "something follows")])
def test_files_of_the_wrong_length(gradual, tmp_path, change, message):
    whole = written_by_numpy(np.ones(5, np.float32)) + b"\0"
    (tmp_path / "in.npy").write_bytes(whole[: len(whole) - 1 + change])
    done = gradual.run("cast", "--format", "e5m2", tmp_path / "in.npy", tmp_path / "out.npy")
    assert done.returncode == 2
    assert message in done.stderr and "20 bytes" in done.stderr
    assert not (tmp_path / "out.npy").exists()
