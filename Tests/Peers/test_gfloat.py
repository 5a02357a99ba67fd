"""Roundings to P3109's formats, against gfloat."""

import json

import gfloat
import numpy as np
import pytest
from gfloat import RoundMode

import peers
import samples

MODES = {
    "nearest-even": RoundMode.TiesToEven,
    "nearest-away": RoundMode.TiesToAway,
    "toward-zero": RoundMode.TowardZero,
    "toward-positive": RoundMode.TowardPositive,
    "toward-negative": RoundMode.TowardNegative,
}


def inputs(info):
    """Decision points and specials, for unsigned formats without the negatives, which gfloat does
    not clamp (test_negatives_into_unsigned_formats)."""
    values = samples.decision_points(peers.gfloat_table(info), np.float64)
    values = np.concatenate(
        [values, [np.inf, -np.inf, np.nan, 0.0, -0.0, 5e-324, -5e-324, 1e300, -1e300]]
    )
    return values if info.is_signed else values[~(values < 0)]


def their_codes(info, values, mode, saturate):
    rounded = gfloat.round_ndarray(info, values, mode, saturate)
    table = peers.gfloat_table(info)
    codes = {value: code for code, value in enumerate(table.tolist()) if not np.isnan(value)}
    nan = int(np.flatnonzero(np.isnan(table))[0])
    return np.array([nan if np.isnan(value) else codes[value] for value in rounded.tolist()])


@pytest.mark.parametrize("overflow", ["ieee", "saturate", "saturate-finite"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("bits", peers.P3109_WIDTHS)
def test_p3109_roundings(gradual, bits, mode, overflow):
    for name, info in peers.P3109.items():
        if info.k != bits:
            continue
        values = inputs(info)
        ours = gradual.cast(values, name, "--rounding", mode, "--overflow", overflow)
        theirs = their_codes(info, values, MODES[mode], overflow != "ieee")
        if overflow == "saturate-finite":
            # P3109's SatPropagate, which gfloat has not: infinities are as without saturation.
            infinite = np.isinf(values)
            theirs[infinite] = their_codes(info, values[infinite], MODES[mode], False)
        wrong = np.flatnonzero(ours != theirs)
        assert not len(wrong), (
            name,
            [(values[i].hex(), hex(ours[i]), hex(theirs[i])) for i in wrong[:8]],
        )


STOCHASTIC = {
    "stochastic-a": RoundMode.StochasticFastest,
    "stochastic-b": RoundMode.StochasticFast,
    "stochastic-c": RoundMode.Stochastic,
}


@pytest.mark.parametrize("variant", STOCHASTIC)
@pytest.mark.parametrize("name", ["binary8p3se", "binary6p2sf", "binary8p1uf", "binary4p2ue"])
def test_p3109_stochastic_roundings(gradual, name, variant):
    """The draft's three ways to use N random bits R, with R given."""
    info = peers.P3109[name]
    generator = np.random.default_rng(samples.SEED)
    table = peers.gfloat_table(info)
    finite = table[np.isfinite(table)]
    codes = {value: code for code, value in enumerate(table.tolist()) if not np.isnan(value)}
    for bits in [1, 2, 5]:
        for _ in range(12):
            lower, upper = np.sort(generator.choice(finite, 2, replace=False))
            value = float(lower + (upper - lower) * generator.integers(0, 129) / 128)
            random = int(generator.integers(0, 1 << bits))
            options = ("--format", name, "--rounding", f"{variant}:{bits}", "--random", random)
            done = gradual.run("calc", "--json", *options, "--", value.hex())
            assert done.returncode == 0, done.stderr
            ours = int(json.loads(done.stdout)["code"], 16)
            theirs = gfloat.round_float(info, value, STOCHASTIC[variant], False, random, bits)
            assert ours == codes[theirs], (value.hex(), bits, random)


def test_negatives_into_unsigned_formats():
    """gfloat rounds a negative number to a negative number for unsigned formats, too, which have no
    such value; so it is no judge there."""
    for info in peers.P3109.values():
        if not info.is_signed:
            assert gfloat.round_ndarray(info, np.array([-1.0])).tolist() == [-1.0]
            assert gfloat.round_float(info, -1.0) == -1.0


def test_scale_is_rounded_otherwise_by_the_peer(gradual):
    """OCP's E8M0 names no rounding. At a tie gfloat takes the even code; ml_dtypes, which casts
    here follow, goes up. So they differ where the lower code is even."""
    info = peers.GFLOAT_OTHERS["e8m0fnu"]
    codes = np.arange(0, 254)
    ties = 1.5 * np.ldexp(1.0, codes - 127)
    ours = gradual.cast(ties, "e8m0fnu")
    assert (ours == codes + 1).all()
    theirs = np.array(
        [gfloat.encode_float(info, gfloat.round_float(info, tie)) for tie in ties.tolist()]
    )
    assert ((theirs != ours) == (codes % 2 == 0)).all()
