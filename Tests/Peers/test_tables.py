"""The value of every code, against ml_dtypes and gfloat."""

import ml_dtypes
import numpy as np
import pytest
from gfloat import formats
from gfloat.formats import Domain, Signedness

import peers


def assert_same_table(ours, theirs):
    assert len(ours) == len(theirs)
    same = (ours == theirs) & (np.signbit(ours) == np.signbit(theirs))
    wrong = np.flatnonzero(~(same | (np.isnan(ours) & np.isnan(theirs))))
    assert not len(wrong), [(hex(code), ours[code], theirs[code]) for code in wrong[:8]]


def test_every_float_format_of_ml_dtypes_is_compared():
    floats = {
        name
        for name in dir(ml_dtypes)
        if name.startswith(("float", "bfloat")) and isinstance(getattr(ml_dtypes, name), type)
    }
    assert floats == set(peers.ML_DTYPES)


@pytest.mark.parametrize("name", peers.ML_DTYPES)
def test_ml_dtypes(gradual, name):
    assert_same_table(gradual.table(peers.ML_DTYPES[name]), peers.ml_dtypes_table(name))


@pytest.mark.parametrize("bits", peers.P3109_WIDTHS)
def test_p3109(gradual, bits):
    for name, info in peers.P3109.items():
        if info.k == bits:
            assert_same_table(gradual.table(name), peers.gfloat_table(info))


@pytest.mark.parametrize("name", peers.GFLOAT_OTHERS)
def test_other_formats_of_gfloat(gradual, name):
    assert_same_table(gradual.table(name), peers.gfloat_table(peers.GFLOAT_OTHERS[name]))


@pytest.mark.parametrize("bits", peers.P3109_WIDTHS)
def test_signed_p3109_formats_without_an_exponent(gradual, bits):
    """The draft has P < K for signed formats. gfloat builds P = K, too: the values of P = K - 1."""
    for domain in Domain:
        theirs = formats.format_info_p3109(bits, bits, Signedness.Signed, domain)
        last = formats.format_info_p3109(bits, bits - 1, Signedness.Signed, domain)
        assert_same_table(peers.gfloat_table(theirs), peers.gfloat_table(last))
        done = gradual.run("show", peers.p3109_name(bits, bits, Signedness.Signed, domain))
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
