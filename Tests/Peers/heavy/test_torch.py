"""Casts from binary32 by torch, code for code."""

import json

import numpy as np
import pytest
import torch

import samples
from differences import TORCH, assert_equal_codes

FORMATS = {
    "float16": "binary16",
    "bfloat16": "bfloat16",
    "float8_e4m3fn": "e4m3fn",
    "float8_e5m2": "e5m2",
    "float8_e4m3fnuz": "e4m3fnuz",
    "float8_e5m2fnuz": "e5m2fnuz",
    "float8_e8m0fnu": "e8m0fnu",
}


def torch_codes(values, name):
    cast = torch.from_numpy(values).to(getattr(torch, name))
    is_short = cast.element_size() == 2
    codes = cast.view(torch.int16 if is_short else torch.uint8).numpy()
    return (codes.view(np.uint16) if is_short else codes).astype(np.int64)


SOURCES = {
    "every binary16": lambda table: samples.every_binary16(),
    "every bfloat16": lambda table: samples.every_bfloat16(),
    "random binary32": lambda table: samples.random_binary32(),
    "special binary32": lambda table: samples.binary32_specials(),
    "values, midpoints, neighbours": lambda table: samples.decision_points(table, np.float32),
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("name", FORMATS)
def test_cast(gradual, name, source):
    table = gradual.table(FORMATS[name])
    values = SOURCES[source](table)
    ours, theirs = gradual.cast(values, FORMATS[name]), torch_codes(values, name)
    # Which of a format's NaNs a NaN becomes is nobody's promise.
    is_nan = np.isnan(values)
    assert np.isnan(table[ours[is_nan]]).all() and np.isnan(table[theirs[is_nan]]).all()
    number = ~is_nan
    assert_equal_codes(values[number], ours[number], theirs[number], TORCH.get(name, ()))


def test_saturation(gradual):
    """What torch does with e4m3fn is one of our overflow policies."""
    values = samples.random_binary32()
    values = np.append(values[~np.isnan(values)], np.float32([np.inf, -np.inf]))
    ours = gradual.cast(values, "e4m3fn", "--overflow", "saturate")
    assert_equal_codes(values, ours, torch_codes(values, "float8_e4m3fn"))


def test_what_compare_says_of_torch(gradual):
    names = {ours: theirs for theirs, ours in FORMATS.items()}
    done = gradual.run("compare", *names, "--json")
    assert done.returncode == 0, done.stderr
    rows = [row for row in json.loads(done.stdout)["practices"] if row["who"] == "torch"]
    assert rows
    for row in rows:
        number = torch.tensor(float(row["number"]), dtype=torch.float32)
        result = number.to(getattr(torch, names[row["format"]])).float().numpy()
        np.testing.assert_equal(result, np.float32(row["result"]), str(row))
