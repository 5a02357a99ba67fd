"""The peers are the pinned ones: a judge of another version may judge differently."""

from conftest import ROOT
from environment import differing


def test_installed_versions_are_the_locked_ones():
    wrong = differing(ROOT / "requirements.lock")
    assert not wrong, f"package: (locked, installed): {wrong}; run make setup"
