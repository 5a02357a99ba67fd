"""The README's examples print what it says, and its numbers are those of what it speaks of."""

import json
import math
import re
import shlex

from conftest import ROOT
from environment import locked

README = (ROOT / "README.md").read_text()


def test_console_examples(gradual):
    blocks = re.findall(r"```console\n\$ gradual (.*?)\n(.*?)```", README, re.DOTALL)
    assert blocks
    for arguments, expected in blocks:
        done = gradual.run(*shlex.split(arguments))
        assert done.returncode == 0, done.stderr
        assert done.stdout == expected


def test_links_lead_somewhere():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    missing = [link for link in links if not (ROOT / link).exists()]
    assert not missing


WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
UNDERFLOW = ROOT / "Reports" / "underflow-by-scale"


def test_size_of_the_study():
    configuration = json.loads((UNDERFLOW / "manifest.json").read_text())["configuration"]
    for text in (README, (ROOT / "CHANGELOG.md").read_text()):
        models, formats = re.search(r"(\d+) model shapes, (\w+) formats", text).groups()
        assert int(models) == len(configuration["model"])
        assert WORDS[formats] == len(configuration["format"])


def test_fall_of_the_onset():
    """From 1 to 70 billion parameters, by the line from a family's least to its largest model, in
    every panel of the picture."""
    text = " ".join(README.split())
    low, high, families = re.search(
        r"falling by (\w+) to (\w+) binades from 1 to 70 billion parameters in ([^\]]*)\]", text
    ).groups()
    panels = json.loads((UNDERFLOW / "figures" / "onset.vl.json").read_text())["hconcat"]
    assert len(panels) == 3
    for panel in panels:
        for family in families.split(" and "):
            points = sorted(
                (math.log2(row["parameters"]), row["tokens"])
                for row in panel["data"]["values"]
                if row["line"] == family
            )
            (least, first), (most, last) = points[0], points[-1]
            fall = (first - last) / (most - least) * math.log2(70)
            assert WORDS[low] <= fall <= WORDS[high], (panel["title"], family, fall)


def test_versions_in_the_changelog():
    text = (ROOT / "CHANGELOG.md").read_text()
    versions = re.findall(r"(\w+) (\d+\.\d+\.\d+)\b", text)
    pinned = locked(ROOT / "requirements.lock") | locked(ROOT / "requirements-peers.lock")
    named = {name: version for name, version in versions if name in pinned}
    assert {"ml_dtypes", "numpy", "gfloat"} <= named.keys()
    assert named == {name: pinned[name] for name in named}
