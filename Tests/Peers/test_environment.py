"""The peers are the pinned ones: a judge of another version may judge differently."""

import importlib.metadata
import pathlib

LOCK = pathlib.Path(__file__).parents[2] / "requirements.lock"


def pinned():
    lines = LOCK.read_text().splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def test_installed_versions_are_the_locked_ones():
    wrong = {
        name: (version, importlib.metadata.version(name))
        for name, version in pinned().items()
        if importlib.metadata.version(name) != version
    }
    assert not wrong, f"package: (locked, installed): {wrong}; run make setup"
