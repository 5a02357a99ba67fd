"""Benchmarks/results.md says what Benchmarks/results.json measured, and that every target was."""

import json
import statistics
import sys

import pytest

from conftest import ROOT

FOLDER = ROOT / "Benchmarks"
TEXT = (FOLDER / "results.md").read_text()
FOUND = json.loads((FOLDER / "results.json").read_text())


def tables():
    """The tables of results.md, as lists of dictionaries, under the headings they stand below."""
    found = {}
    for section in TEXT.split("\n## ")[1:]:
        title, *lines = section.splitlines()
        cells = [
            [cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:1] == "|"
        ]
        heads, _, *rows = cells
        found[title] = [dict(zip(heads, row, strict=True)) for row in rows]
    return found


def near(text, value):
    """Whether a number is what a text of two or three significant digits says."""
    return float(text) == pytest.approx(value, rel=0.06)


def test_is_made_of_the_json():
    sys.path.insert(0, str(FOLDER))
    import results

    assert results.markdown(FOUND) == TEXT


def test_figures_are_medians_of_enough_samples():
    rows = {(row["name"], row["size"], str(row["threads"])): row for row in FOUND["rows"]}
    lines = tables()["All figures"]
    assert len(lines) == len(rows)
    for line in lines:
        row = rows[line["work"], line["size"], line["threads"]]
        assert len(row["rates"]) >= 5
        assert near(line["10⁹/s"], statistics.median(row["rates"]) / 1e9)
        if row["copyRates"]:
            shares = [ours / copy for ours, copy in zip(row["rates"], row["copyRates"])]
            assert near(line["of memcpy"], statistics.median(shares))


def test_every_target_has_its_verdict(gradual):
    """Those of the command as it is now."""
    done = gradual.run("bench", "--quick", "--json")
    assert done.returncode == 0, done.stderr
    expected = {
        (target["work"], row["name"], row["size"], str(row["threads"]))
        for row in json.loads(done.stdout)["rows"]
        for target in row["targets"]
    }
    # Quick products are smaller.
    def without_shape(entries):
        return {
            (work, name, "" if "×" in size else size, threads)
            for work, name, size, threads in entries
        }

    lines = tables()["Targets"]
    found = {(line["target"], line["work"], line["size"], line["threads"]) for line in lines}
    assert without_shape(found) == without_shape(expected)
    for line in lines:
        is_met = line[""] == "met"
        assert is_met == (float(line["ratio"]) >= float(line["at least"]) * 0.97) or near(
            line["ratio"], float(line["at least"])
        )
        assert is_met != bool(line["why missed"]), line


def test_ratios_to_peers_are_those_of_the_samples():
    rows = {(row["name"], row["size"]): row for row in FOUND["rows"] if row["threads"] == 1}
    for peer in FOUND["peers"]:
        ours = rows[peer["row"], peer["size"]]["rates"]
        ratios = [mine / theirs for mine, theirs in zip(ours, peer["rates"], strict=True)]
        assert peer["ratio"] == pytest.approx(statistics.median(ratios), rel=1e-3)
    emulators = {peer["peer"] for peer in FOUND["peers"] if peer["emulates"]}
    assert {"apytypes", "gfloat", "pychop", "qtorch"} <= emulators | FOUND["missing"].keys()


def test_the_ratios_beside_packages_are_the_least_over_the_formats():
    words = " ".join(TEXT.split("## Beside other packages")[1].split("|")[0].split())
    for before, after, emulates, is_stochastic in [
        ("formats are parameters, to nearest even: ", ";", True, False),
        ("stochastically: ", ". Packages", True, True),
        ("types for some formats, to nearest even: ", ".", False, False),
    ]:
        least = {}
        for peer in FOUND["peers"]:
            row = peer["row"]
            if row.startswith("matmul/") and peer["emulates"] == emulates:
                if row.endswith("/stochastic") == is_stochastic:
                    least.setdefault(peer["peer"], []).append(peer["ratio"])
        said = dict(
            item.rstrip(".×").split() for item in words.split(before)[1].split(after + " ")[0].split(", ")
        )
        assert said.keys() == least.keys()
        for name, ratios in least.items():
            assert near(said[name], min(ratios)), name
