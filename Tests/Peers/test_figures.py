"""Scripts/render-figures.py: the committed pictures are those of the committed specifications."""

import pathlib
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "Scripts" / "render-figures.py"
REPORTS = sorted(path.parent for path in (ROOT / "Reports").glob("*/report.md"))


def render(*arguments):
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments], capture_output=True, text=True, timeout=300
    )


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.name)
def test_committed_pictures_are_those_of_their_specifications(report, tmp_path):
    figures = tmp_path / "figures"
    figures.mkdir()
    specifications = sorted((report / "figures").glob("*.vl.json"))
    assert specifications
    for path in specifications:
        shutil.copy(path, figures)
    result = render(tmp_path)
    assert result.returncode == 0, result.stderr
    for path in specifications:
        name = path.name.replace(".vl.json", ".svg")
        picture = (figures / name).read_text(encoding="utf-8")
        # The font comes with the renderer; a viewer without it has one of the same metrics.
        assert "Liberation Sans" in picture
        assert picture == (report / "figures" / name).read_text(encoding="utf-8"), (
            f"{name} is not what its specification gives: run {SCRIPT.name} {report}"
        )


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.name)
def test_a_report_shows_every_figure_it_has(report):
    text = (report / "report.md").read_text(encoding="utf-8")
    for path in (report / "figures").glob("*.vl.json"):
        name = path.name.removesuffix(".vl.json")
        assert f"](figures/{name}.svg)" in text
        assert f"](figures/{name}.vl.json)" in text


def test_a_specification_that_cannot_be_drawn_is_named_and_leaves_nothing(tmp_path):
    figures = tmp_path / "figures"
    figures.mkdir()
    (figures / "broken.vl.json").write_text('{"mark": "bar", "encoding"', encoding="utf-8")
    result = render(tmp_path)
    assert result.returncode == 1
    assert "broken.vl.json: " in result.stderr and len(result.stderr.splitlines()) == 1
    assert [path.name for path in figures.iterdir()] == ["broken.vl.json"]


def test_a_folder_without_figures_is_an_error(tmp_path):
    result = render(tmp_path)
    assert result.returncode == 1 and "no figures" in result.stderr
