"""The README's examples print what it says."""

import re
import shlex

from conftest import ROOT

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
