"""The examples for hardware: a converter in SystemVerilog, judged through DPI-C and through cocotb."""

import hashlib
import json
import os
import subprocess
import sys

import pytest

from conftest import ROOT

EXAMPLES = ROOT / "Examples/SystemVerilog"


@pytest.fixture
def library(gradual):
    path = gradual.program.parent / "libgradual-c.so"
    assert path.exists(), f"{path} is missing"
    return path


@pytest.mark.parametrize("fault", [False, True])
def test_verilator(library, tmp_path, fault):
    top = "judge_e4m3_to_bf16"
    built = subprocess.run(
        ["verilator", "--binary", "--timing", "-Wall", *(["+define+FAULT"] if fault else []), "--top", top,
         EXAMPLES / f"{top}.sv", EXAMPLES / "e4m3_to_bf16.sv", "--Mdir", tmp_path,
         "-LDFLAGS", f"-L{library.parent} -lgradual-c -Wl,-rpath,{library.parent}"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    done = subprocess.run([tmp_path / f"V{top}"], capture_output=True, text=True)
    assert f"{14 if fault else 0} of 256 codes are wrong" in done.stdout, done.stdout + done.stderr
    assert (done.returncode != 0) == fault


@pytest.mark.parametrize("fault", ["", "1"])
def test_cocotb(library, tmp_path, fault):
    done = subprocess.run(
        [sys.executable, EXAMPLES / "judge_e4m3_to_bf16.py"], capture_output=True, text=True,
        env={**os.environ, "GRADUAL_LIBRARY": str(library), "BUILD": str(tmp_path), "FAULT": fault},
    )  # fmt: skip
    assert (done.returncode != 0) == bool(fault), done.stdout + done.stderr
    assert ("14 of 256 codes are wrong" in done.stdout + done.stderr) == bool(fault)


@pytest.mark.parametrize("fault", [False, True])
def test_words_of_readmemh(gradual, tmp_path, fault):
    manifest = tmp_path / "vectors.json"
    done = gradual.run("vectors", "e4m3fn_to_bf16", "--readmemh", "--manifest", manifest)
    assert done.returncode == 0, done.stderr
    (tmp_path / "vectors.hex").write_text(done.stdout)
    said = json.loads(manifest.read_text())
    assert said["sha256"] == hashlib.sha256(done.stdout.encode()).hexdigest()
    assert said["lines"] == 256 and [f["low_bit"] for f in said["fields"]] == [24, 8, 0]
    program = tmp_path / "judge"
    subprocess.run(
        ["iverilog", "-g2012", *(["-DFAULT"] if fault else []), "-s", "judge_by_vectors", "-o", program,
         EXAMPLES / "judge_by_vectors.sv", EXAMPLES / "e4m3_to_bf16.sv"],
        check=True,
    )  # fmt: skip
    done = subprocess.run(["vvp", program], capture_output=True, text=True, cwd=tmp_path)
    assert f"{14 if fault else 0} of 256 codes are wrong" in done.stdout, done.stdout + done.stderr
    assert (done.returncode != 0) == fault
