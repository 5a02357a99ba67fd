"""The numbers that Swift tests hold Gradual's training to are torch's."""

import json
from pathlib import Path

import torch_training

FILE = Path(__file__).parents[1] / "torch-training.json"


def test_committed_numbers_are_torchs():
    found = json.loads(json.dumps(torch_training.everything()))
    committed = json.loads(FILE.read_text(encoding="utf-8"))
    assert found.keys() == committed.keys()
    for key, value in found.items():
        assert value == committed[key], key
