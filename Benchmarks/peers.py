"""What other packages do of the work that `gradual bench` measures, on the same arrays.

Each is used as its documentation says, by one thread, into memory that exists where it can. Matrix products
of packages that have none are sums of outer products, column by row, each product and each sum rounded:
whole matrices at a time is the fastest way such a package offers.
"""

import dataclasses
import importlib.metadata
from collections.abc import Callable

import numpy as np

# Exponent and trailing significand bits, for packages that take them.
BITS = {"binary16": (5, 10), "bfloat16": (8, 7), "e4m3fn": (4, 3), "e5m2": (5, 2)}

# What cannot be installed from PyPI, and so is not here.
ABSENT = {
    "cpfloat": "not on PyPI",
    "mptorch": "not on PyPI",
}


@dataclasses.dataclass
class Work:
    """A peer's work and ours that it is compared with."""

    peer: str
    # Our row, by name and size.
    row: str
    size: str
    # How the peer does it, in a few words, on how much.
    how: str
    count: int
    run: Callable[[], object]
    # Whether formats are parameters of the package; else it has this one as a type of its own.
    emulates: bool = True


class Arrays:
    """The arrays that `gradual bench --arrays` has written."""

    def __init__(self, folder):
        self.folder = folder

    def wide(self, log2):
        return np.load(self.folder / f"wide-{2**log2}.npy")

    def operands(self, name, n):
        """The matrices of a product, or their first n rows and columns."""
        arrays = (np.load(self.folder / f"{side}-{name}-0.25-{512 * 512}.npy") for side in "ab")
        return tuple(array.reshape(512, 512)[:n, :n].copy() for array in arrays)

    def elements(self, name):
        """Two operands of arithmetic element by element."""
        return tuple(np.load(self.folder / f"{side}-{name}-1.0-spread-4-{2**16}.npy") for side in "ab")


def outer_products(a, b, rounded):
    """A·B, where `rounded` rounds a matrix."""
    total = rounded(a[:, :1] * b[0])
    for k in range(1, a.shape[1]):
        total = rounded(total + rounded(a[:, k : k + 1] * b[k]))
    return total


def casts(peer, arrays, name, how, function):
    values = arrays.wide(16)
    return Work(peer, f"cast/{name}", "2^16", how, values.size, lambda: function(values))


def numpy_work(arrays):
    """numpy's float16, and the types of ml_dtypes, which are numpy's to work with."""
    import ml_dtypes

    types = {
        "binary16": ("numpy", np.float16),
        "bfloat16": ("ml_dtypes", ml_dtypes.bfloat16),
        "e4m3fn": ("ml_dtypes", ml_dtypes.float8_e4m3fn),
        "e5m2": ("ml_dtypes", ml_dtypes.float8_e5m2),
    }
    values = arrays.wide(20)
    for name, (peer, kind) in types.items():
        codes = np.zeros(values.size, kind)

        def encode(codes=codes):
            np.copyto(codes, values, casting="unsafe")

        yield Work(
            peer, f"encode/{name}", "2^20", "copyto", values.size, encode, emulates=False
        )
    for name in ["binary16", "bfloat16", "e4m3fn"]:
        peer, kind = types[name]
        n = 128
        a, b = (array.astype(kind) for array in arrays.operands(name, n))

        def multiply(a=a, b=b):
            return outer_products(a, b, lambda matrix: matrix)

        yield Work(
            peer, f"matmul/{name}", "512×512×512", f"outer products, {n}×{n}×{n}", n**3, multiply,
            emulates=False,
        )


def torch_work(arrays):
    import torch

    torch.set_num_threads(1)
    types = {
        "binary16": torch.float16,
        "bfloat16": torch.bfloat16,
        "e4m3fn": torch.float8_e4m3fn,
        "e5m2": torch.float8_e5m2,
    }

    def work(row, size, how, count, run):
        return Work("torch", row, size, how, count, run, emulates=False)

    long, short = torch.from_numpy(arrays.wide(20)), torch.from_numpy(arrays.wide(16))
    for name, kind in types.items():
        codes = torch.zeros(long.numel(), dtype=kind)
        yield work(
            f"encode/{name}", "2^20", "copy_", long.numel(), lambda codes=codes: codes.copy_(long)
        )
        yield work(
            f"cast/{name}", "2^16", "there and back", short.numel(),
            lambda kind=kind: short.to(kind).to(torch.float32),
        )
    for name in ["binary16", "bfloat16"]:
        x, y = (torch.from_numpy(array).to(types[name]) for array in arrays.elements(name))
        total = torch.zeros_like(x)
        yield work(
            f"add/{name}", "2^16", "add", x.numel(),
            lambda x=x, y=y, total=total: torch.add(x, y, out=total),
        )
        n = 512
        a, b = (torch.from_numpy(array).to(types[name]) for array in arrays.operands(name, n))
        columns = a.T.contiguous().unsqueeze(2)
        total, product = torch.zeros(n, n, dtype=types[name]), torch.zeros(n, n, dtype=types[name])

        def multiply(columns=columns, b=b, total=total, product=product):
            total.zero_()
            for k in range(n):
                torch.mul(columns[k], b[k], out=product)
                total.add_(product)

        yield work(f"matmul/{name}", "512×512×512", f"outer products, {n}×{n}×{n}", n**3, multiply)


def gfloat_work(arrays):
    import gfloat
    from gfloat import formats

    kinds = {
        "binary16": formats.format_info_binary16,
        "bfloat16": formats.format_info_bfloat16,
        "e4m3fn": formats.format_info_ocp_e4m3,
        "e5m2": formats.format_info_ocp_e5m2,
    }
    for name, kind in kinds.items():
        def rounded(values, kind=kind):
            return gfloat.round_ndarray(kind, values)

        yield casts("gfloat", arrays, name, "round_ndarray", rounded)
        if name != "e5m2":
            n = 64
            a, b = (array.astype(np.float64) for array in arrays.operands(name, n))
            yield Work(
                "gfloat", f"matmul/{name}", "512×512×512", f"outer products, {n}×{n}×{n}", n**3,
                lambda a=a, b=b, rounded=rounded: outer_products(a, b, rounded),
            )


def pychop_work(arrays):
    import pychop

    for name in ["binary16", "bfloat16", "e5m2"]:
        rounded = pychop.Chop(*BITS[name], rmode=1)
        yield casts("pychop", arrays, name, "Chop", rounded)
        if name != "e5m2":
            n = 32
            a, b = arrays.operands(name, n)
            yield Work(
                "pychop", f"matmul/{name}", "512×512×512", f"outer products, {n}×{n}×{n}", n**3,
                lambda a=a, b=b, rounded=rounded: outer_products(a, b, rounded),
            )
    stochastic = pychop.Chop(*BITS["binary16"], rmode=5)
    yield casts("pychop", arrays, "binary16/stochastic", "Chop", stochastic)


def qtorch_work(arrays):
    import torch
    from qtorch.quant import float_quantize

    for name, (exponent, trailing) in BITS.items():
        for kind, suffix in [("nearest", ""), ("stochastic", "/stochastic")]:
            def rounded(values, exponent=exponent, trailing=trailing, kind=kind):
                return float_quantize(values, exponent, trailing, kind)

            values = torch.from_numpy(arrays.wide(16))
            yield Work(
                "qtorch", f"cast/{name}{suffix}", "2^16", "float_quantize", values.numel(),
                lambda values=values, rounded=rounded: rounded(values),
            )
            if name != "e5m2":
                n = 64 if suffix else 128
                a, b = (torch.from_numpy(array) for array in arrays.operands(name, n))
                size = "512×512×512" if not suffix else "256×256×256"
                yield Work(
                    "qtorch", f"matmul/{name}{suffix}", size, f"outer products, {n}×{n}×{n}",
                    n**3, lambda a=a, b=b, rounded=rounded: outer_products(a, b, rounded),
                )


def apytypes_work(arrays):
    from apytypes import APyFloatArray

    def array(values, name):
        return APyFloatArray.from_array(values.astype(np.float64), 8, 23).cast(*BITS[name])

    values = APyFloatArray.from_array(arrays.wide(16).astype(np.float64), 8, 23)
    for name in BITS:
        yield Work(
            "apytypes", f"cast/{name}", "2^16", "cast", 2**16,
            lambda name=name: values.cast(*BITS[name]),
        )
    for name in ["binary16", "bfloat16"]:
        x, y = (array(values, name) for values in arrays.elements(name))
        yield Work("apytypes", f"add/{name}", "2^16", "+", 2**16, lambda x=x, y=y: x + y)
    for name in ["binary16", "bfloat16", "e4m3fn"]:
        n = 128
        a, b = (array(values, name) for values in arrays.operands(name, n))
        yield Work(
            "apytypes", f"matmul/{name}", "512×512×512", f"@, {n}×{n}×{n}", n**3,
            lambda a=a, b=b: a @ b,
        )


# Package by package, as pip names them.
PACKAGES = {
    "numpy": numpy_work,
    "torch": torch_work,
    "gfloat": gfloat_work,
    "pychop": pychop_work,
    "qtorch": qtorch_work,
    "apytypes": apytypes_work,
}


def everything(arrays):
    """All work, and why packages are missing."""
    work, missing = [], dict(ABSENT)
    for package, make in PACKAGES.items():
        try:
            work += make(arrays)
        except (ImportError, OSError, RuntimeError) as error:
            # QPyTorch compiles itself when it is imported.
            missing[package] = str(error).splitlines()[0]
    return work, missing


def versions():
    """The installed versions of the packages, without a build's own label."""
    names = sorted([*PACKAGES, "ml_dtypes"])
    return {name: importlib.metadata.version(name).split("+")[0] for name in names}
