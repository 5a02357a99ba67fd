"""Comparison of codes, with a peer's errors listed by name.

A peer's error is asserted from both sides: in its range the codes must differ from the peer's and
be what is right by the reason given, everywhere else they must be equal. So an error that a new
version of the peer mends fails the test as surely as a new one."""

import dataclasses
from collections.abc import Callable

import numpy as np


@dataclasses.dataclass(frozen=True)
class PeerError:
    """Why a peer is wrong, where (values -> mask), and what is right there (values -> codes)."""

    reason: str
    where: Callable
    right: Callable


def assert_equal_codes(values, ours, theirs, errors=()):
    """Our codes are the peer's everywhere but in the ranges of its listed errors."""
    expected = theirs.astype(np.int64).copy()
    for error in errors:
        mask = error.where(values)
        right = error.right(values[mask])
        same = right == expected[mask]
        assert not same.any(), f"the peer is no longer wrong: {error.reason}; " + show(
            values[mask], right, expected[mask], same
        )
        expected[mask] = right
    wrong = ours != expected
    assert not wrong.any(), show(values, ours, expected, wrong)


def show(values, ours, expected, where, most=8):
    rows = [
        f"{hex_of(value)} ({value!r}): expected {want:#x}, observed {got:#x}"
        for value, got, want in zip(
            values[where][:most], ours[where][:most], expected[where][:most], strict=True
        )
    ]
    return f"{np.count_nonzero(where)} of {len(values)} differ:\n" + "\n".join(rows)


def hex_of(value):
    return f"0x{value.tobytes()[::-1].hex()}"


def has_minus_zero(values):
    return (values == 0) & np.signbit(values)


def between(low, high, sign=None):
    """Magnitudes of low ≤ |value| < high, of both signs or one."""

    def where(values):
        magnitudes = np.abs(values.astype(np.float64))
        is_inside = (magnitudes >= low) & (magnitudes < high)
        return is_inside if sign is None else is_inside & (np.signbit(values) == (sign < 0))

    return where


def signed_bits(magnitude):
    """The binary32 bits of a magnitude with each value's sign."""
    return lambda values: (
        np.copysign(np.float32(magnitude), values).astype(np.float32).view(np.uint32)
    ).astype(np.int64)


# Casts from binary32 by torch, in codes of the format.
TORCH = {
    "float8_e4m3fn": [
        PeerError(
            "what lies beyond halfway to 480 saturates, infinities too; OCP leaves that to the "
            "conversion, and without --overflow it is NaN, as in ml_dtypes",
            where=lambda values: np.abs(values) > 464,
            right=lambda values: np.where(np.signbit(values), 0xFF, 0x7F),
        )
    ],
    "float8_e8m0fnu": [
        PeerError(
            "the sign is dropped; numbers below 0 are NaN in a format without a sign",
            where=lambda values: (values < 0) & (values > -1.5 * 2.0**127),
            right=lambda values: np.full(len(values), 0xFF),
        ),
        PeerError(
            "0, which the format lacks, becomes 2^-127; it is NaN, as in ml_dtypes",
            where=lambda values: values == 0,
            right=lambda values: np.full(len(values), 0xFF),
        ),
        PeerError(
            "between 2^-127 and 1.5·2^-127 everything goes up to 2^-126; the nearest is 2^-127",
            where=lambda values: (values > 2.0**-127) & (values < 1.5 * 2.0**-127),
            right=lambda values: np.zeros(len(values), np.int64),
        ),
    ],
}


def pychop_errors(largest, overflow, least_exponent):
    """Casts by pychop by its modes' names, in binary32 bits, of binary64 arrays.

    largest: of the format; overflow: where nearest-even goes to infinity; least_exponent: emin."""
    limit = 2.0 ** np.ceil(np.log2(largest))
    zero = PeerError("−0 becomes 0", where=has_minus_zero, right=signed_bits(0.0))

    def late(first, sign=None):
        return PeerError(
            "what rounds to beyond the largest number stays finite, or becomes 0, up to twice the "
            "next power of two",
            where=between(first, 2 * limit, sign),
            right=signed_bits(np.inf),
        )

    def infinite(sign=None):
        return PeerError(
            "what is rounded toward zero becomes an infinity, or 0, not the largest number",
            where=between(limit, np.inf, sign),
            right=signed_bits(largest),
        )

    def lost(sign):
        return PeerError(
            "magnitudes that are swamped by 1 ulp of binary64 at 1, in units of the least normal, "
            "become 0 where the mode points away from it",
            where=between(2.0**-150, 2.0 ** (least_exponent - 54) * (1 + 2.0**-20), sign),
            right=signed_bits(2.0 ** (least_exponent - significand_bits(largest))),
        )

    beyond = np.nextafter(np.float32(largest), np.float32(np.inf)).astype(np.float64)
    return {
        "nearest-even": [zero, late(overflow)],
        "toward-zero": [zero, infinite()],
        "toward-positive": [zero, late(beyond, +1), infinite(-1), lost(+1)],
        "toward-negative": [zero, late(beyond, -1), infinite(+1), lost(-1)],
    }


def significand_bits(largest):
    """Trailing bits of a format whose largest number has all of them set."""
    fraction = np.frexp(largest)[0] * 2
    return int(-np.log2(2 - fraction))


# The format by its exponent and trailing bits.
PYCHOP = {
    (5, 10): pychop_errors(65504.0, 65520.0, -14),
    (5, 2): pychop_errors(57344.0, 61440.0, -14),
    (4, 3): pychop_errors(240.0, 248.0, -6),
}
