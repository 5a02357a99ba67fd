#!/usr/bin/env python3
"""Render the figures of reports: every FOLDER/figures/NAME.vl.json to NAME.svg beside it.

    .venv/bin/python Scripts/render-figures.py Reports/underflow-by-scale

Vega-Lite's version is fixed here, the renderer's in requirements.lock, and the font (Liberation Sans)
comes with the renderer: no font of the machine is needed, and the same specification gives the same
SVG. A figure is rendered twice and refused when the two differ. A picture is written whole or not at
all, and left alone when it would not change. Exit 1 and one line for each figure that failed.
"""

import argparse
import os
import pathlib
import sys

import vl_convert

VEGA_LITE = "5.21"


def render(specification: str) -> str:
    first, second = (
        vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE) for _ in range(2)
    )
    if first != second:
        raise ValueError("two renderings differ")
    if "<svg" not in first:
        raise ValueError("the renderer returned no SVG")
    return first + "\n"


def write_whole(path: pathlib.Path, text: str) -> None:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    temporary = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        with open(temporary, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Render every FOLDER/figures/NAME.vl.json to NAME.svg beside it."
    )
    parser.add_argument("folder", nargs="+", type=pathlib.Path, help="a report's folder")
    arguments = parser.parse_args()
    failed = False
    for folder in arguments.folder:
        specifications = sorted((folder / "figures").glob("*.vl.json"))
        if not specifications:
            print(f"{folder}: no figures/*.vl.json", file=sys.stderr)
            failed = True
        for path in specifications:
            try:
                text = path.read_text(encoding="utf-8")
                stem = path.name.removesuffix(".vl.json")
                write_whole(path.with_name(stem + ".svg"), render(text))
            except (OSError, ValueError) as error:
                print(f"{path}: {str(error).splitlines()[0]}", file=sys.stderr)
                failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
