"""What the peer tests share: the command under test, as a function from arrays to codes."""

import json
import os
import pathlib
import subprocess

import numpy as np
import pytest
import safetensors.numpy

ROOT = pathlib.Path(__file__).parents[2]


class Gradual:
    """Runs the built command: $GRADUAL, or what `make build` leaves."""

    def __init__(self, folder):
        self.folder = folder
        self.program = (ROOT / os.environ.get("GRADUAL", ".build/release/gradual")).resolve()
        if not self.program.exists():
            pytest.fail(f"{self.program} is missing: run `make build`, or set GRADUAL")

    def run(self, *arguments):
        return subprocess.run(
            [self.program, *map(str, arguments)],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )

    def arrays(self, command, arrays, *options):
        """The array that a command writes for arrays that it reads."""
        paths = [self.folder / f"{index}.npy" for index in range(len(arrays))]
        for path, array in zip(paths, arrays, strict=True):
            np.save(path, array)
        result = self.folder / "result.npy"
        done = self.run(command, *paths, result, *options)
        assert done.returncode == 0, done.stderr
        return np.load(result)

    def cast(self, values, name, *options):
        """The codes that `gradual cast` gives for an array of float32 or float64."""
        codes = self.arrays("cast", [values], "--format", name, "--codes", *options)
        assert codes.shape == values.shape and codes.dtype.kind == "u"
        return codes.astype(np.int64)

    def cast_values(self, values, name, *options):
        """The values of the codes, of the same type."""
        rounded = self.arrays("cast", [values], "--format", name, *options)
        assert rounded.shape == values.shape and rounded.dtype == values.dtype
        return rounded

    def blocks(self, values, name, *options):
        """The codes, the scales' codes and the tensor's scale of an array in a block format."""
        source, result = self.folder / "array.npy", self.folder / "blocks.safetensors"
        np.save(source, values)
        done = self.run("cast", source, result, "--format", name, "--codes", *options)
        assert done.returncode == 0, done.stderr
        found = safetensors.numpy.load_file(result)
        assert found["codes"].shape == values.shape
        codes, scales = (found[part].astype(np.int64) for part in ("codes", "scales"))
        return codes, scales, found.get("tensor_scale", np.float32(1))

    def dot(self, a, b, inputs, accumulator, *options):
        """The dot products of the rows of two arrays."""
        options = ("--inputs", inputs, "--accumulator", accumulator, *options)
        return self.arrays("dot", [a, b], *options)

    def table(self, name):
        """The value of every code of a format, in the order of the codes, from `gradual show`."""
        done = self.run("show", name, "--json")
        assert done.returncode == 0, done.stderr
        return np.array([float(value) for value in json.loads(done.stdout)["values"]])


@pytest.fixture
def gradual(tmp_path):
    return Gradual(tmp_path)
