"""Safetensors files of the package `safetensors`, and what it reads of ours."""

import json
import struct

import ml_dtypes
import numpy as np
import pytest
from safetensors import SafetensorError, TensorSpec, deserialize, serialize

from conftest import ROOT

# Written by the package, and by module TensorFiles to the same bytes (SafetensorsWritingTests).
BOTH = ROOT / "Tests/Peers/both.safetensors"

NUMBERS = {
    "f64": np.array([0.1, -0.0, 5e-324, np.inf]),
    "f32.matrix": np.arange(6, dtype=np.float32).reshape(2, 3) / 8,
    "f32.scalar": np.array(np.pi, np.float32),
    "bf16": np.array([[1.5], [-(2.0**-133)], [3e38]], np.float32).astype(ml_dtypes.bfloat16),
    "f16": np.array([65504, 2.0**-24, -0.0], np.float16),
    "f16.empty": np.zeros((0, 4), np.float16),
    'u8."ünïcode"': np.array([1, 2, 255], np.uint8),
}

# Every dtype that the package can be asked for, by the name that it is asked by.
DTYPES = {
    "bool": "BOOL",
    "float4_e2m1fn_x2": "F4",
    "uint8": "U8",
    "int8": "I8",
    "float8_e5m2": "F8_E5M2",
    "float8_e4m3fn": "F8_E4M3",
    "float8_e8m0fnu": "F8_E8M0",
    "float8_e4m3fnuz": "F8_E4M3FNUZ",
    "float8_e5m2fnuz": "F8_E5M2FNUZ",
    "int16": "I16",
    "uint16": "U16",
    "float16": "F16",
    "bfloat16": "BF16",
    "int32": "I32",
    "uint32": "U32",
    "float32": "F32",
    "complex64": "C64",
    "float64": "F64",
    "int64": "I64",
    "uint64": "U64",
}


def spec(array, dtype=None, shape=None):
    return TensorSpec(
        dtype=dtype or array.dtype.name,
        shape=array.shape if shape is None else shape,
        data_ptr=array.ctypes.data,
        data_len=array.nbytes,
    )


def both():
    """The bytes of BOTH: the numbers, and eight bytes of every dtype."""
    eight = np.arange(1, 9, dtype=np.uint8)
    tensors = {name: spec(array) for name, array in NUMBERS.items()}
    for dtype, name in DTYPES.items():
        bits = 8 if dtype == "bool" else int("".join(filter(str.isdigit, name.split("_")[0])))
        # Of packed pairs the package wants the number of the pairs.
        tensors[f"eight.{name}"] = spec(eight, dtype, [64 // max(bits, 8)])
    return bytes(serialize(tensors, metadata={"format": "pt"}))


def test_both_write_the_same_bytes():
    assert both() == BOTH.read_bytes()


def test_the_package_reads_what_we_write():
    tensors = dict(deserialize(BOTH.read_bytes()))
    assert len(tensors) == len(NUMBERS) + len(DTYPES)
    for name, array in NUMBERS.items():
        assert tensors[name]["shape"] == list(array.shape), name
        assert bytes(tensors[name]["data"]) == array.tobytes(), name


def shown(gradual, path):
    done = gradual.run("show", path, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_we_read_what_the_package_writes(gradual):
    found = {row["name"]: row for row in shown(gradual, BOTH)["tensors"]}
    theirs = dict(deserialize(BOTH.read_bytes()))
    assert found.keys() == theirs.keys()
    for name, tensor in theirs.items():
        row = found[name]
        assert (row["dtype"], row["shape"]) == (tensor["dtype"], tensor["shape"]), name
        assert row["bytes"] == len(tensor["data"]), name


def file(header, data=b"", length=None):
    text = header.encode() if isinstance(header, str) else header
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def tensor(dtype='"U8"', shape="[4]", offsets="[0,4]", more=""):
    return f'{{"t":{{"dtype":{dtype},"shape":{shape},"data_offsets":{offsets}{more}}}}}'


def two(first, second):
    row = '"{}":{{"dtype":"U8","shape":[4],"data_offsets":{}}}'
    return "{" + row.format("a", first) + "," + row.format("b", second) + "}"


FOUR, EIGHT = b"1234", b"12345678"
FILES = {
    "no bytes": b"",
    "seven bytes": bytes(7),
    "length 0": bytes(8),
    "empty": file("{}"),
    "empty, padded": file("{}      "),
    "length beyond the file": file("{}", length=3),
    "length beyond the limit": file("{}", length=10**8 + 1),
    "length of 2^64 - 1": file("{}", length=2**64 - 1),
    "data without tensors": file("{}", b"1"),
    "array": file("[]"),
    "text behind": file("{}x"),
    "not UTF-8": file(b'{"\xff":1}'),
    "notes": file('{"__metadata__":{"a":"b"}}'),
    "no notes": file('{"__metadata__":null}'),
    "notes of numbers": file('{"__metadata__":{"a":1}}'),
    "notes in a list": file('{"__metadata__":["a"]}'),
    "good": file(tensor(), FOUR),
    "unknown member": file(tensor(more=',"x":[null]'), FOUR),
    "member twice": file(tensor(more=',"dtype":"U8"'), FOUR),
    "dtype in lower case": file(tensor(dtype='"u8"'), FOUR),
    "dtype of no format": file(tensor(dtype='"F33"'), FOUR),
    "dtype missing": file('{"t":{"shape":[4],"data_offsets":[0,4]}}', FOUR),
    "shape missing": file('{"t":{"dtype":"U8","data_offsets":[0,4]}}', FOUR),
    "offsets missing": file('{"t":{"dtype":"U8","shape":[4]}}', FOUR),
    "six bits": file(tensor(dtype='"F6_E2M3"', shape="[4]", offsets="[0,3]"), b"123"),
    "six bits, not whole": file(tensor(dtype='"F6_E3M2"', shape="[3]", offsets="[0,3]"), b"123"),
    "four bits, not whole": file(tensor(dtype='"F4"', shape="[7]"), FOUR),
    "scalar": file(tensor(dtype='"F32"', shape="[]"), FOUR),
    "no elements": file(tensor(shape="[0]", offsets="[0,0]")),
    "negative length": file(tensor(shape="[-4]"), FOUR),
    "fraction": file(tensor(shape="[4.0]"), FOUR),
    "exponent": file(tensor(shape="[4e0]"), FOUR),
    "leading zero": file(tensor(shape="[04]"), FOUR),
    "minus zero": file(tensor(shape="[-0]", offsets="[0,0]")),
    "length of 2^64": file(tensor(shape="[18446744073709551616]"), FOUR),
    "product beyond 2^64": file(tensor(shape="[4294967296,4294967296]"), FOUR),
    "product beyond 2^64 before 0": file(
        tensor(shape="[4294967296,4294967296,0]", offsets="[0,0]")
    ),
    "0 before great lengths": file(
        tensor(shape="[0,4294967296,4294967296]", offsets="[0,0]")
    ),
    "bits beyond 2^64": file(tensor(shape="[2305843009213693952]"), FOUR),
    "one offset": file(tensor(offsets="[4]"), FOUR),
    "three offsets": file(tensor(offsets="[0,4,8]"), FOUR),
    "offsets in the wrong order": file(tensor(offsets="[4,0]"), FOUR),
    "size too small": file(tensor(offsets="[0,3]"), b"123"),
    "size too great": file(tensor(offsets="[0,5]"), b"12345"),
    "truncated": file(tensor(), b"123"),
    "something follows": file(tensor(), b"12345"),
    "two": file(two("[0,4]", "[4,8]"), EIGHT),
    "two, in another order": file(two("[4,8]", "[0,4]"), EIGHT),
    "gap first": file(tensor(offsets="[1,5]"), b"12345"),
    "gap": file(two("[0,4]", "[5,9]"), b"123456789"),
    "overlap": file(two("[0,4]", "[3,7]"), b"1234567"),
    "same bytes": file(two("[0,4]", "[0,4]"), FOUR),
    "beyond the file": file(two("[0,4]", "[4,8]"), FOUR),
}

# What the format's description forbids and the package lets pass.
STRICTER = {
    "white space first": file(" {}"),
    "name twice": file(
        '{"t":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},'
        '"t":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'
    ),
}


def is_accepted(data):
    try:
        deserialize(data)
    except SafetensorError:
        return False
    return True


def test_both_accept_the_same_files(gradual, tmp_path):
    path = tmp_path / "case.safetensors"
    different = []
    for case, data in {**FILES, **STRICTER}.items():
        path.write_bytes(data)
        done = gradual.run("show", path)
        assert done.returncode in (0, 2), case
        if done.returncode == 2:
            assert done.stderr.count("\n") == 1 and str(path) in done.stderr, case
        if (done.returncode == 0) != is_accepted(data):
            different.append(case)
    assert different == list(STRICTER)


@pytest.mark.parametrize("largest", [1, 40, 10**6])
def test_folders(gradual, tmp_path, largest):
    """Several files with the index that transformers writes, greedily filled."""
    shards = [[]]
    for name, array in NUMBERS.items():
        if shards[-1] and sum(NUMBERS[n].nbytes for n in shards[-1]) + array.nbytes > largest:
            shards.append([])
        shards[-1].append(name)
    files = {
        f"model-{i + 1:05}-of-{len(shards):05}.safetensors": names for i, names in enumerate(shards)
    }
    for path, names in files.items():
        tensors = {name: spec(NUMBERS[name]) for name in names}
        (tmp_path / path).write_bytes(serialize(tensors))
    index = {
        "metadata": {"total_size": sum(a.nbytes for a in NUMBERS.values())},
        "weight_map": {name: path for path, names in files.items() for name in names},
    }
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index, indent=2))
    page = shown(gradual, tmp_path)
    assert {row["name"]: row["file"] for row in page["tensors"]} == index["weight_map"]
    assert [row["file"] for row in page["files"]] == list(files)
    assert page["bytes"] == index["metadata"]["total_size"]
