"""Answers lines of operands as ml_dtypes or numpy computes them:

    law_answers.py FUNCTION ROUNDING [WITHOUT]

What `gradual verify FORMAT --laws --against` asks; functions with the type WITHOUT in their names are not
offered. Answers have no flags."""

import sys

import ml_dtypes
import numpy as np

NOT_OFFERED = 77

TYPES = {
    "binary16": np.float16,
    "binary32": np.float32,
    "binary64": np.float64,
    "bfloat16": ml_dtypes.bfloat16,
    "e4m3fn": ml_dtypes.float8_e4m3fn,
    "e5m2": ml_dtypes.float8_e5m2,
    "e4m3fnuz": ml_dtypes.float8_e4m3fnuz,
    "e5m2fnuz": ml_dtypes.float8_e5m2fnuz,
    "e4m3b11fnuz": ml_dtypes.float8_e4m3b11fnuz,
    "e4m3": ml_dtypes.float8_e4m3,
    "e3m4": ml_dtypes.float8_e3m4,
    "e3m2fn": ml_dtypes.float6_e3m2fn,
    "e2m3fn": ml_dtypes.float6_e2m3fn,
    "e2m1fn": ml_dtypes.float4_e2m1fn,
    "e8m0fnu": ml_dtypes.float8_e8m0fnu,
}

OPERATIONS = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "sqrt": np.sqrt,
    "eq": np.equal,
    "lt": np.less,
    "le": np.less_equal,
}


def numbers(codes, dtype):
    """The numbers of codes: a code of fewer than 8 bits has a byte in ml_dtypes."""
    size = np.dtype(dtype).itemsize
    return codes.astype(f"u{size}").view(dtype)


def codes(values):
    return values.view(f"u{values.dtype.itemsize}")


def main(function, rounding, without=None):
    if rounding != "nearest-even" or (without and without in function):
        return NOT_OFFERED
    source, separator, target = function.partition("_to_")
    if separator:
        if source not in TYPES or target not in TYPES:
            return NOT_OFFERED

        def compute(operand):
            return codes(numbers(operand, TYPES[source]).astype(TYPES[target]))

    else:
        name, _, operation = function.rpartition("_")
        if name not in TYPES or operation not in OPERATIONS:
            return NOT_OFFERED

        def compute(*operands):
            result = OPERATIONS[operation](*(numbers(a, TYPES[name]) for a in operands))
            return result.astype(np.uint8) if result.dtype == bool else codes(result)

    lines = [line.split() for line in sys.stdin]
    if lines:
        columns = np.array([[int(word, 16) for word in line] for line in lines], np.uint64).T
        with np.errstate(all="ignore"):
            results = compute(*columns)
        sys.stdout.write("".join(f"{code:x}\n" for code in results.tolist()))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
