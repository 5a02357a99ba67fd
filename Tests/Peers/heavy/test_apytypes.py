"""Casts from binary32 by apytypes, in every mode that it shares with us, code for code."""

import apytypes
import numpy as np
import pytest
from apytypes import QuantizationMode

import samples
from differences import assert_equal_codes

MODES = {
    "nearest-even": QuantizationMode.TIES_EVEN,
    "nearest-away": QuantizationMode.TIES_AWAY,
    "nearest-zero": QuantizationMode.TIES_ZERO,
    "toward-zero": QuantizationMode.TO_ZERO,
    "toward-positive": QuantizationMode.TO_POS,
    "toward-negative": QuantizationMode.TO_NEG,
    "away-from-zero": QuantizationMode.TO_AWAY,
    # Jamming that leaves exact values alone.
    "odd": QuantizationMode.JAM_UNBIASED,
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["e5m10", "e8m7", "e5m2", "e4m3(bias=7)", "e3m4", "e6m9", "e2m5"])
def test_cast(gradual, name, mode):
    exponent, trailing = (int(part) for part in name[1:].split("(")[0].split("m"))
    values = np.concatenate(
        [
            samples.every_binary16(),
            samples.random_binary32(200_000),
            samples.binary32_specials(),
            samples.decision_points(gradual.table(name), np.float32),
        ]
    )
    # Which NaN a NaN becomes is nobody's promise.
    values = values[~np.isnan(values)]
    array = apytypes.APyFloatArray.from_array(values.astype(np.float64), 8, 23)
    theirs = np.array(array.cast(exponent, trailing, quantization=MODES[mode]).to_bits())
    ours = gradual.cast(values, name, "--rounding", mode)
    assert_equal_codes(values, ours, theirs)
