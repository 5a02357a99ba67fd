"""The constants of PortableMath are what their script derives."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "Scripts" / "portable-math-coefficients.py"


def test_constants_are_as_derived():
    run = subprocess.run([sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
