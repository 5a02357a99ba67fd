"""The heavy peers are the pinned ones."""

from conftest import ROOT
from environment import differing


def test_installed_versions_are_the_locked_ones():
    wrong = differing(ROOT / "requirements-peers.lock")
    assert not wrong, f"package: (locked, installed): {wrong}; run make peers"
