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
