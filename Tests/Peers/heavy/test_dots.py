"""Dot products in which every product and every sum is rounded, step by step as a peer rounds one
operation on a whole column."""

import apytypes
import numpy as np
import pytest
import torch

ROWS, TERMS, SEED = 2000, 200, 7


def operands():
    """Rows of growing scale: sums that are swamped, subnormal, and that overflow."""
    generator = np.random.default_rng(SEED)
    scale = np.ldexp(1.0, np.linspace(-16, 14, ROWS).astype(int))[:, None]
    a = generator.normal(size=(ROWS, TERMS)) * scale
    b = generator.normal(size=(ROWS, TERMS))
    with np.errstate(over="ignore"):
        return a.astype(np.float32), b.astype(np.float32)


@pytest.mark.parametrize("dtype, name", [("float16", "binary16"), ("bfloat16", "bfloat16")])
def test_torch(gradual, dtype, name):
    a, b = operands()
    x, y = (torch.from_numpy(array).to(getattr(torch, dtype)) for array in (a, b))
    total = torch.zeros(ROWS, dtype=x.dtype)
    for column in range(TERMS):
        total = total + x[:, column] * y[:, column]
    ours = gradual.dot(a, b, name, f"per-operation({name})")
    np.testing.assert_array_equal(ours, total.to(torch.float32).numpy())


@pytest.mark.parametrize("exponent, trailing", [(5, 10), (8, 7), (5, 2), (4, 3), (6, 5)])
def test_apytypes(gradual, exponent, trailing):
    a, b = operands()
    x, y = (
        apytypes.APyFloatArray.from_array(array.astype(np.float64), 8, 23).cast(exponent, trailing)
        for array in (a.T.copy(), b.T.copy())
    )
    total = apytypes.APyFloatArray.from_array(np.zeros(ROWS), exponent, trailing)
    for row in range(TERMS):
        total = total + x[row] * y[row]
    name = f"e{exponent}m{trailing}"
    ours = gradual.dot(a, b, name, f"per-operation({name})")
    np.testing.assert_array_equal(ours.astype(np.float64), total.to_numpy())
