"""gradual.h: the shared library beside the command, from C and by ctypes."""

import concurrent.futures
import ctypes
import math
import shutil
import subprocess

import numpy as np
import pytest

from conftest import ROOT

HEADER = ROOT / "Sources/CGradual/include"
ERROR, NONE = 0x8000_0000, 2**64 - 1
HANDLE, CODE, FLAGS = ctypes.c_int32, ctypes.c_uint64, ctypes.POINTER(ctypes.c_uint32)
TAIL = (HANDLE, CODE, FLAGS)  # context, random bits, flags
SIGNATURES = {
    "format": (HANDLE, [ctypes.c_char_p]),
    "bits": (HANDLE, [HANDLE]),
    "context": (HANDLE, [ctypes.c_char_p, ctypes.c_char_p]),
    "error": (ctypes.c_char_p, []),
    "encode": (CODE, [HANDLE, ctypes.c_double, *TAIL]),
    "decode": (ctypes.c_double, [HANDLE, CODE]),
    "round": (ctypes.c_double, [HANDLE, ctypes.c_double, *TAIL]),
    "convert": (CODE, [HANDLE, CODE, HANDLE, *TAIL]),
    **{name: (CODE, [HANDLE, CODE, CODE, *TAIL]) for name in ("add", "sub", "mul", "div")},
    "sqrt": (CODE, [HANDLE, CODE, *TAIL]),
    "fma": (CODE, [HANDLE, CODE, CODE, CODE, *TAIL]),
    "mixed_fma": (CODE, [HANDLE, CODE, HANDLE, CODE, HANDLE, CODE, *TAIL]),
    "accumulator": (HANDLE, [ctypes.c_char_p, HANDLE, HANDLE]),
    "result_format": (HANDLE, [HANDLE]),
    "dot": (CODE, [HANDLE, HANDLE, ctypes.POINTER(CODE), ctypes.POINTER(CODE), CODE, CODE, FLAGS]),
}


@pytest.fixture
def library_path(gradual):
    path = gradual.program.parent / "libgradual-c.so"
    assert path.exists(), f"{path} is missing: `swift build --product gradual-c`"
    return path


@pytest.fixture
def library(library_path):
    loaded = ctypes.CDLL(library_path)
    functions = {}
    for name, (result, arguments) in SIGNATURES.items():
        function = getattr(loaded, "gradual_" + name)
        function.restype, function.argtypes = result, arguments
        functions[name] = function
    return type("Library", (), {k: staticmethod(v) for k, v in functions.items()})


def test_every_function_of_the_header_is_called():
    declared = {
        line.split("gradual_")[1].split("(")[0]
        for line in (HEADER / "gradual.h").read_text().splitlines()
        if line.startswith(("int32_t gradual_", "uint64_t gradual_", "double gradual_", "const char *gradual_"))
    }  # fmt: skip
    assert declared == set(SIGNATURES)


@pytest.mark.parametrize("name", ["e4m3fn", "e5m2", "e2m1fn", "e4m3fnuz", "binary8p3se", "binary16", "tf32"])
@pytest.mark.parametrize("operation, call", [
    ("add", "add"), ("sub", "sub"), ("mul", "mul"), ("div", "div"), ("sqrt", "sqrt"), ("mulAdd", "fma"),
])  # fmt: skip
def test_operations(gradual, library, name, operation, call):
    """Lines whose results are the judge's: every operand where they are few, else edges and random ones."""
    format = library.format(name.encode())
    for rounding in ("nearest-even", "toward-negative", "odd"):
        context = library.context(rounding.encode(), None)
        done = gradual.run("vectors", f"{name}_{operation}", "--rounding", rounding, "--count", 3000)
        assert done.returncode == 0, done.stderr
        for line in done.stdout.splitlines():
            *operands, expected, raised = (int(field, 16) for field in line.split())
            flags = ctypes.c_uint32()
            code = getattr(library, call)(format, *operands, context, 0, flags)
            both = math.isnan(library.decode(format, code)) and math.isnan(library.decode(format, expected))
            assert (code == expected or both) and flags.value == raised, f"{rounding}: {line}, {code:x}"


def test_conversions(gradual, library):
    source, target = library.format(b"binary16"), library.format(b"e5m2")
    for overflow in ("ieee", "saturate", "nan"):
        context = library.context(None, overflow.encode())
        done = gradual.run("vectors", "f16_to_e5m2", "--overflow", overflow)
        lines = done.stdout.splitlines()
        assert len(lines) == 65536
        for line in lines[::7]:
            operand, expected, raised = (int(field, 16) for field in line.split())
            flags = ctypes.c_uint32()
            code = library.convert(source, operand, target, context, 0, flags)
            assert flags.value == raised, line
            assert code == expected or math.isnan(library.decode(target, expected)), line


def test_numbers(library):
    """binary64 holds all values, and each encodes to its code; stochastic rounding is as likely as it says."""
    format = library.format(b"e4m3fn")
    assert library.bits(format) == 8
    for code in range(256):
        value = library.decode(format, code)
        assert library.encode(format, value, 0, 0, None) == code or math.isnan(value)
    context = library.context(b"stochastic:4", None)
    # 1 + 2^-3 · 5/16: up for 5 of 16 random numbers.
    value = 1 + 5 / 128
    rounded = [library.round(format, value, context, random, None) for random in range(16)]
    assert sorted(rounded) == [1.0] * 11 + [1.125] * 5


def test_mixed_fma(library):
    """e4m3fn · e5m2 + binary32: exact in binary64, and rounded once."""
    a, b, c = (library.format(name) for name in (b"e4m3fn", b"e5m2", b"binary32"))
    generator = np.random.default_rng(3)
    for _ in range(2000):
        x, y, z = (int(generator.integers(0, limit)) for limit in (0x7F, 0x7C, 0x4480_0000))
        expected = np.float32(library.decode(a, x) * library.decode(b, y) + library.decode(c, z))
        code = library.mixed_fma(a, x, b, y, c, z, 0, 0, None)
        assert code == int(expected.view(np.uint32)), (x, y, z)


def test_dots(gradual, library):
    generator = np.random.default_rng(5)
    a, b = (generator.normal(size=(64, 96)).astype(np.float32) for _ in range(2))
    expected = gradual.dot(a, b, "e4m3fn", "h100-fp8")
    format = library.format(b"e4m3fn")
    accumulator = library.accumulator(b"h100-fp8", format, format)
    result = library.result_format(accumulator)
    for row in range(len(a)):
        codes = [(CODE * 96)(*(library.encode(format, float(x), 0, 0, None) for x in side[row])) for side in (a, b)]
        sum = library.dot(accumulator, 96, *codes, 0, 1, None)
        assert library.decode(result, sum) == expected[row], row


@pytest.mark.parametrize("call, said", [
    (lambda l: l.format(b"e4m3fm"), b"e4m3fn"),
    (lambda l: l.format(b"none.json"), b"none.json"),
    (lambda l: l.format(None), b"NULL"),
    (lambda l: l.bits(12345), b"format 12345"),
    (lambda l: l.context(b"up", None), b"up"),
    (lambda l: l.context(None, b"wrap"), b"saturate"),
    (lambda l: l.accumulator(b"h100-fp8", l.format(b"binary16"), l.format(b"binary16")), b"h100-fp8"),
    (lambda l: l.result_format(0), b"accumulator 0"),
])  # fmt: skip
def test_names_that_are_none(library, call, said):
    assert call(library) == 0
    assert said in library.error() and b"\n" not in library.error()


def test_calls_of_no_use(library):
    format = library.format(b"e2m1fn")
    accumulator = library.accumulator(b"fp32", format, format)
    for call in (
        lambda flags: library.add(format, 16, 0, 0, 0, flags),
        lambda flags: library.add(format, 0, 0, 77, 0, flags),
        lambda flags: library.add(-1, 0, 0, 0, 0, flags),
        lambda flags: library.dot(accumulator, 1, None, None, 0, 0, flags),
        lambda flags: library.dot(accumulator, -1, None, None, 0, 0, flags),
    ):
        flags = ctypes.c_uint32()
        assert call(flags) == NONE and flags.value == ERROR and library.error()
    assert math.isnan(library.decode(format, 16)) and b"0x10" in library.error()


def test_threads(library):
    """A thread's error is its own, and names have one handle whoever asks first."""

    def work(number):
        handles = {library.format(f"e5m{1 + i % 10}".encode()) for i in range(200)}
        library.format(f"nothing-{number}".encode())
        return frozenset(handles), library.error()

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(64)))
    assert len({handles for handles, _ in found}) == 1 and len(found[0][0]) == 10
    assert all(f"nothing-{number}".encode() in error for number, (_, error) in enumerate(found))


@pytest.mark.parametrize("fault", [False, True])
def test_the_example_in_c(library_path, tmp_path, fault):
    compiler = shutil.which("clang") or shutil.which("cc")
    program = tmp_path / "judge"
    subprocess.run(
        [compiler, "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", *(["-DFAULT"] if fault else []), "-I", HEADER,
         ROOT / "Examples/C/judge_multiplier.c", "-L", library_path.parent, "-lgradual-c",
         f"-Wl,-rpath,{library_path.parent}", "-o", program],
        check=True,
    )  # fmt: skip
    done = subprocess.run([program], capture_output=True, text=True)
    assert done.returncode == fault, done.stdout + done.stderr
    assert ("\n0 of" in "\n" + done.stdout) != fault
