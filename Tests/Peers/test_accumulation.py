"""The claims of Reports/accumulation-depth, computed again from its results.csv, and its sums of equal
terms, computed again with numpy."""

import pathlib
import re

import ml_dtypes
import numpy as np
import pandas as pd
import pytest

FOLDER = pathlib.Path(__file__).parents[2] / "Reports" / "accumulation-depth"
GOOD = 0.01
# What the report calls the networks and their parts, by the name of the terms.
NETWORKS = {"network": ("perceptron", "layer"), "transformer": ("transformer", "matrix")}


@pytest.fixture(scope="module")
def text():
    return (FOLDER / "report.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def all_rows():
    return pd.read_csv(FOLDER / "results.csv", keep_default_na=True)


@pytest.fixture(scope="module")
def rows(all_rows):
    """Rows of accumulators: neither controls nor what the cast did."""
    return all_rows[all_rows.quantity.isna() & (all_rows.accumulator != "exact")]


def safe(group):
    """The largest n with an error of at most 1 % there and before; whether it is the last."""
    group = group.sort_values("n")
    bad = ~(group.error <= GOOD)
    good = group[bad.cumsum() == 0]
    return (int(good.n.max()) if len(good) else 0), not bad.any()


def depth_text(value, is_open):
    if value == 0:
        return "none"
    exponent = value.bit_length() - 1
    assert value == 1 << exponent
    return ("≥ " if is_open else "") + f"2^{exponent}"


def tables(text):
    """Every table of the report: its caption, and rows of fields by column."""
    found = {}
    pattern = r"\*\*Table \d+\. (.*?)\*\*\n\n((?:\|.*\n)+)"
    for caption, body in re.findall(pattern, text):
        lines = [[field.strip() for field in line.strip("|").split(" | ")] for line in body.splitlines()]
        lines = [[field.strip(" |") for field in line] for line in lines]
        found[caption] = [dict(zip(lines[0], line)) for line in lines[2:]]
    return found


def test_depths_by_accumulator_and_terms(text, rows):
    found = tables(text)
    drawn = rows[~rows.terms.isin(NETWORKS)]
    compared = 0
    for format, of_format in drawn.groupby("format"):
        caption = next(key for key in found if key.startswith(f"Terms in {format}: most"))
        for line in found[caption]:
            for terms, group in of_format[of_format.accumulator == line["accumulator"]].groupby("terms"):
                assert line[terms].rstrip(" sfo") == depth_text(*safe(group)), (format, line, terms)
                compared += 1
    assert compared > 300


def test_the_verdicts_are_the_worst_of_the_terms(text, rows):
    caption = next(key for key in tables(text) if key.startswith("Most terms that keep"))
    drawn = rows[~rows.terms.isin(NETWORKS)]
    compared = 0
    for line in tables(text)[caption]:
        for format in drawn.format.unique():
            some = drawn[(drawn.accumulator == line["accumulator"]) & (drawn.format == format)]
            if some.empty:
                assert line[f"terms in {format}"] == ""
                continue
            worst = min((safe(group) for _, group in some.groupby("terms")), key=lambda x: x[0])
            assert line[f"terms in {format}"].rstrip(" sfo") == depth_text(*worst)
            compared += 1
    assert compared > 40


@pytest.mark.parametrize("terms", NETWORKS)
def test_networks(terms, text, rows):
    noun, part = NETWORKS[terms]
    caption = next(key for key in tables(text) if key.startswith(f"Gradients of {noun}s in"))
    format = re.search(r"s in (\w+)", caption).group(1)
    some = rows[
        (rows.terms == terms)
        & (rows.format == format)
        & (rows.accumulator == f"per-operation({format})")
    ]
    lines = tables(text)[caption]
    groups = some.groupby(["depth", "width", "layer"])
    assert len(lines) == len(groups) == {"network": 24, "transformer": 4}[terms]
    for line in lines:
        group = groups.get_group((int(line["depth"]), int(line["width"]), line[part]))
        assert line["safe"].rstrip(" sfo") == depth_text(*safe(group))
        last = group[group.n == 2**12]
        assert float(line["error at 2^12"]) == pytest.approx(last.error.item(), rel=0.06)
        assert float(line["bias"]) == pytest.approx(last.bias.item(), rel=0.06)


@pytest.mark.parametrize("terms", NETWORKS)
def test_verdicts_on_networks(terms, text, rows):
    """The least and the most of all layers, and how many are good to the end."""
    noun, _ = NETWORKS[terms]
    caption = next(key for key in tables(text) if key.startswith(f"Gradients of {noun}s: "))
    networks = rows[rows.terms == terms]
    compared = 0
    for line in tables(text)[caption]:
        for format in networks.format.unique():
            some = networks[(networks.accumulator == line["accumulator"]) & (networks.format == format)]
            if some.empty:
                assert line[f"terms in {format}"] == line[f"{format}, to the end"] == ""
                continue
            found = [safe(group) for _, group in some.groupby(["depth", "width", "layer"])]
            ends = [depth_text(*min(found)), depth_text(*max(found))]
            assert line[f"terms in {format}"] == " to ".join(dict.fromkeys(ends))
            good = sum(is_open for _, is_open in found)
            assert line[f"{format}, to the end"] == f"{good} of {len(found)}"
            compared += 1
    assert compared > 20


def test_largest_errors(text, all_rows):
    """At a number of terms: the largest over all kinds of terms, or that one was not followed so far."""
    sums = all_rows[all_rows.quantity.isna() & ~all_rows.terms.isin(NETWORKS)]
    compared = 0
    for caption, lines in tables(text).items():
        format = re.match(r"Terms in (\w+): the largest error", caption)
        for line in lines if format else []:
            name = {"the cast alone": "exact"}.get(line["accumulator"], line["accumulator"])
            some = sums[(sums.format == format.group(1)) & (sums.accumulator == name)]
            for exponent in [8, 12, 16, 20]:
                text, n = line[f"2^{exponent}"], 2**exponent
                last = some[some.n <= n].sort_values("n").groupby("terms").last(skipna=False)
                if (lost := (last.n < n) & ~(last.overflowed > 0)).any():
                    assert text == "lost", (caption, line, last[lost])
                elif (last.overflowed > 0).any():
                    assert text == "overflow", (caption, line)
                else:
                    assert float(text) == pytest.approx(last.error.max(), rel=0.06), (caption, line)
                compared += 1
    assert compared > 4 * 4 * 12


def test_the_bounds_hold_as_often_as_is_said(text, rows):
    some = rows[rows.worst.notna() & (rows.error > 0)]
    # Equal terms are the same in every format.
    compared = some.drop_duplicates(some.columns.difference(["format"]))
    beyond = compared[compared.error > compared.worst * 1.001]
    probable = compared[compared.error > compared.probable * 1.001]
    assert f"Of {len(compared)} distinct sums with a bound" in text
    assert len(beyond) == 0 and "no error is beyond the worst case" in text
    assert f"{len(probable)} are beyond √n·u" in text
    below = rows[rows.error < rows.least * 0.999]
    assert below.empty, "a sum passed the 2^p law's ceiling"


def test_reference_cases_agree(text, all_rows):
    caption = next(key for key in tables(text) if key.startswith("Reference cases"))
    lines = tables(text)[caption]
    controls = all_rows[all_rows.quantity.notna()]
    assert len(lines) == len(controls) == 16
    assert {line["agrees"] for line in lines} == {"yes"}
    sums = controls[controls.quantity == "sum"].set_index(["terms", "format"]).value
    for format, stall in [("bfloat16", 256), ("binary16", 2048), ("e4m3fn", 16), ("e5m2", 8)]:
        assert sums["ones", format] == stall


TYPES = {
    "fp32": np.float32,
    "per-operation(binary16)": np.float16,
    "per-operation(bfloat16)": ml_dtypes.bfloat16,
    "per-operation(e5m2)": ml_dtypes.float8_e5m2,
    "per-operation(e4m3fn)": ml_dtypes.float8_e4m3fn,
}


@pytest.mark.parametrize("accumulator", TYPES)
def test_equal_terms_with_numpy(accumulator, rows):
    """Ones, added up one by one with another implementation's arithmetic."""
    kind = TYPES[accumulator]
    some = rows[(rows.terms == "constant") & (rows.accumulator == accumulator)]
    last = 4096
    partial, sums = kind(0), {}
    for n in range(1, last + 1):
        partial = kind(partial + kind(1))
        sums[n] = float(partial)
    compared = 0
    for row in some[some.n <= last].itertuples():
        error = abs(sums[row.n] - row.n) / row.n
        assert row.error == pytest.approx(error, rel=1e-3), (row.n, sums[row.n])
        compared += 1
    assert compared >= 4 * 4


def test_kahans_sum_of_ones_with_numpy(rows):
    """Kahan's sum in bfloat16 ends as well: once its correction cannot grow any more."""
    one = ml_dtypes.bfloat16(1)
    s, e = ml_dtypes.bfloat16(0), ml_dtypes.bfloat16(0)
    sums = {}
    for n in range(1, 2**17 + 1):
        y = ml_dtypes.bfloat16(one - e)
        t = ml_dtypes.bfloat16(s + y)
        e = ml_dtypes.bfloat16(ml_dtypes.bfloat16(t - s) - y)
        s = t
        if n & (n - 1) == 0:
            sums[n] = float(s)
    some = rows[
        (rows.terms == "constant")
        & (rows.accumulator == "kahan(bfloat16)")
        & (rows.format == "bfloat16")
        & (rows.n <= 2**17)
    ]
    assert len(some) >= 16
    for row in some.itertuples():
        error = abs(sums[row.n] - row.n) / row.n
        assert row.error == pytest.approx(error, rel=1e-3, abs=1e-12), (row.n, sums[row.n])


def test_sizes_in_the_readme(rows):
    readme = (FOLDER.parents[1] / "README.md").read_text(encoding="utf-8")
    accumulators, exponent = re.search(r"(\d+) accumulators, sums of up to 2\^(\d+) terms", readme).groups()
    assert int(accumulators) == rows.accumulator.nunique()
    assert 1 << int(exponent) == rows.n.max()
    changelog = (FOLDER.parents[1] / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"{accumulators} accumulators" in " ".join(changelog.split())
