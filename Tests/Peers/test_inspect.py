"""What `gradual inspect` counts, against casts of ml_dtypes and numpy."""

import csv

import ml_dtypes
import numpy as np
import pytest

import samples

FORMATS = {
    "binary16": np.float16,
    "bfloat16": ml_dtypes.bfloat16,
    "e4m3fn": ml_dtypes.float8_e4m3fn,
    "e5m2": ml_dtypes.float8_e5m2,
    "e4m3fnuz": ml_dtypes.float8_e4m3fnuz,
    "e3m4": ml_dtypes.float8_e3m4,
}


def rows(gradual, path):
    out = path.with_suffix(".csv")
    done = gradual.run("inspect", path, "--formats", ",".join(FORMATS), "--csv", out)
    assert done.returncode == 0, done.stderr
    with out.open() as file:
        return {(r["format"], r["array"]): r for r in csv.DictReader(file)}


def check(row, values, dtype):
    """Counts, and the ratio of energies where nothing overflows."""
    with np.errstate(invalid="ignore"):  # signalling NaNs
        x = values.astype(np.float64).ravel()
    assert int(row["elements"]) == x.size and int(row["zeros"]) == (x == 0).sum()
    assert int(row["nans"]) == np.isnan(x).sum() and int(row["infinities"]) == np.isinf(x).sum()
    x = x[np.isfinite(x)]
    with np.errstate(over="ignore"):
        y = x.astype(dtype).astype(np.float64)
    limits = ml_dtypes.finfo(dtype)
    assert int(row["flushed"]) == ((x != 0) & (y == 0)).sum()
    normal = float(limits.smallest_normal)
    assert int(row["subnormal"]) == ((y != 0) & (np.abs(y) < normal)).sum()
    assert int(row["overflowed"]) == (~np.isfinite(y)).sum()
    largest = float(limits.max)
    room = np.log2(largest) - np.log2(np.abs(x).max())
    assert float(row["headroom_above"]) == pytest.approx(room, abs=1e-9)
    y = np.where(np.isfinite(y), y, np.copysign(largest, x))
    # Squares within binary64, and none of the sums a handful of its last places.
    scale = 2.0 ** -np.frexp(np.abs(x).max())[1]
    x, y = x * scale, y * scale
    noise, squares = ((y - x) ** 2).sum(), (x * x).sum()
    if noise:
        assert float(row["sqnr_db"]) == pytest.approx(10 * np.log10(squares / noise), abs=1e-6)
    else:
        assert row["sqnr_db"] == "inf"
    if (y != 0).any():
        cosine = (x * y).sum() / np.sqrt(squares) / np.sqrt((y * y).sum())
        assert float(row["cosine"]) == pytest.approx(cosine, abs=1e-9)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_npz(gradual, tmp_path, save):
    generator = np.random.default_rng(samples.SEED)
    arrays = {
        "half": samples.every_binary16().astype(np.float16),
        "single": samples.random_binary32(200_000),
        "normal": generator.normal(0, 2.0**-9, (300, 1000)).astype(np.float32),
        "double": generator.normal(0, 2.0**-12, 50_000),
        "bytes": np.arange(256, dtype=np.uint8),
        "whole": generator.integers(-(10**6), 10**6, 10_000),
    }
    path = tmp_path / "arrays.npz"
    save(path, **arrays)
    found = rows(gradual, path)
    assert len(found) == len(FORMATS) * (len(arrays) + 1)
    for name, array in arrays.items():
        for format, dtype in FORMATS.items():
            check(found[format, name], array, dtype)


def test_all_together(gradual, tmp_path):
    values = np.random.default_rng(1).normal(0, 1e-3, 100_000).astype(np.float32)
    whole, parts = tmp_path / "whole.npy", tmp_path / "parts.npz"
    np.save(whole, values)
    np.savez(parts, a=values[:30_000], b=values[30_000:])
    one, two = rows(gradual, whole), rows(gradual, parts)
    for format in FORMATS:
        for field, value in one[format, "all"].items():
            other = two[format, "all"][field]
            if value != other:
                assert float(other) == pytest.approx(float(value), rel=1e-9), field


def test_fortran_order_is_refused_in_one_line(gradual, tmp_path):
    np.save(tmp_path / "f.npy", np.asfortranarray(np.ones((2, 3))))
    done = gradual.run("inspect", tmp_path / "f.npy")
    assert done.returncode == 2 and done.stderr.count("\n") == 1
