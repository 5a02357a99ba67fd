"""The formats of each peer by our names, and the values that the peer gives to their codes."""

import gfloat
import ml_dtypes
import numpy as np
from gfloat import formats
from gfloat.formats import Domain, Signedness

# Our name of each float format of ml_dtypes: its own without `float8_` and its kin.
ML_DTYPES = {
    "float4_e2m1fn": "e2m1fn",
    "float6_e2m3fn": "e2m3fn",
    "float6_e3m2fn": "e3m2fn",
    "float8_e3m4": "e3m4",
    "float8_e4m3": "e4m3",
    "float8_e4m3b11fnuz": "e4m3b11fnuz",
    "float8_e4m3fn": "e4m3fn",
    "float8_e4m3fnuz": "e4m3fnuz",
    "float8_e5m2": "e5m2",
    "float8_e5m2fnuz": "e5m2fnuz",
    "float8_e8m0fnu": "e8m0fnu",
    "bfloat16": "bfloat16",
}


def code_type(name):
    return np.uint16 if name == "bfloat16" else np.uint8


def ml_dtypes_codes(values, name):
    """The codes of ml_dtypes' own cast."""
    with np.errstate(all="ignore"):
        return values.astype(getattr(ml_dtypes, name)).view(code_type(name))


def ml_dtypes_table(name):
    """The value of every code, in the order of the codes."""
    dtype = getattr(ml_dtypes, name)
    codes = np.arange(1 << ml_dtypes.finfo(dtype).bits, dtype=code_type(name))
    with np.errstate(invalid="ignore"):
        return codes.view(dtype).astype(np.float64)


P3109_WIDTHS = range(3, 9)


def p3109_name(bits, precision, signedness, domain):
    sign = "s" if signedness == Signedness.Signed else "u"
    return f"binary{bits}p{precision}{sign}{'e' if domain == Domain.Extended else 'f'}"


P3109 = {
    p3109_name(bits, precision, signedness, domain): formats.format_info_p3109(
        bits, precision, signedness, domain
    )
    for bits in P3109_WIDTHS
    for precision in range(1, bits + 1)
    for signedness in Signedness
    for domain in Domain
    if precision < bits or signedness == Signedness.Unsigned
}

GFLOAT_OTHERS = {
    "e2m1fn": formats.format_info_ocp_e2m1,
    "e2m3fn": formats.format_info_ocp_e2m3,
    "e3m2fn": formats.format_info_ocp_e3m2,
    "e4m3fn": formats.format_info_ocp_e4m3,
    "e5m2": formats.format_info_ocp_e5m2,
    "e8m0fnu": formats.format_info_ocp_e8m0,
    "binary16": formats.format_info_binary16,
    "bfloat16": formats.format_info_bfloat16,
}


def gfloat_table(info):
    """The value of every code, in the order of the codes."""
    return np.array([gfloat.decode_float(info, code).fval for code in range(1 << info.k)])
