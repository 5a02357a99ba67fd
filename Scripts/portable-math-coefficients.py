#!/usr/bin/env python3
"""Derive every constant of module PortableMath, and write the Swift files that hold them.

    python3 Scripts/portable-math-coefficients.py            writes the two files
    python3 Scripts/portable-math-coefficients.py --check    exits 1 unless they are as committed

Only the standard library is used. Each constant is a value of a textbook series, or a coefficient
of the polynomial that interpolates a function at Chebyshev points (within a factor of about two of
the best polynomial of its degree), computed with 70 decimal digits and rounded once to binary64.
The relative error of each polynomial, as rounded, is measured on 1000 points and written beside it.
"""

import sys
from decimal import Decimal as D, getcontext
from pathlib import Path

getcontext().prec = 70
FOLDER = Path(__file__).resolve().parent.parent / "Sources" / "PortableMath"
TINY = D(10) ** -66


def series(term, ratio):
    """The sum of terms t, t·ratio(1), t·ratio(1)·ratio(2), … down to 1e-66."""
    total, n = term, 0
    while abs(term) > TINY:
        n += 1
        term *= ratio(n)
        total += term
    return total


def arctan_of_inverse(n):
    power, total, k = D(1) / n, D(0), 0
    while power > TINY:
        total += (-1) ** k * power / (2 * k + 1)
        power /= n * n
        k += 1
    return total


PI = 4 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239))  # Machin, 1706
LN2 = D(2).ln()


def cos(x):
    return series(D(1), lambda n: -x * x / ((2 * n - 1) * (2 * n)))


def erfcx(x):
    """exp(x²)·erfc(x) for x ≥ 0: series (DLMF 7.6.2) below 3, continued fraction (7.9) above."""
    if x < 3:
        odd = series(2 * x / PI.sqrt(), lambda n: 2 * x * x / (2 * n + 1))
        return (x * x).exp() - odd
    tail = D(0)
    for k in range(600, 0, -1):
        tail = (D(k) / 2) / (x + tail)
    return 1 / ((x + tail) * PI.sqrt())


def chebyshev_interpolant(function, low, high, degree):
    """Monomial coefficients, constant first, of the interpolant at the degree + 1 Chebyshev points."""
    nodes = [
        (low + high) / 2 + (high - low) / 2 * cos(PI * (2 * k + 1) / (2 * degree + 2))
        for k in range(degree + 1)
    ]
    table = [function(x) for x in nodes]
    for order in range(1, degree + 1):  # Newton's divided differences, in place
        for k in range(degree, order - 1, -1):
            table[k] = (table[k] - table[k - 1]) / (nodes[k] - nodes[k - order])
    coefficients = [D(0)]
    for k in range(degree, -1, -1):  # coefficients·(x − node) + difference
        shifted = [D(0)] + coefficients
        scaled = [-nodes[k] * c for c in coefficients] + [D(0)]
        coefficients = [a + b for a, b in zip(shifted, scaled)]
        coefficients[0] += table[k]
    return coefficients[: degree + 1]


def relative_error(function, coefficients, low, high):
    worst = D(0)
    for k in range(1001):
        x = low + (high - low) * k / 1000
        value = D(0)
        for c in reversed(coefficients):
            value = value * x + D(c)
        worst = max(worst, abs(value / function(x) - 1))
    return worst


HEADER = """// Written by Scripts/portable-math-coefficients.py, which derives every number here. Do not edit.
// swift-format-ignore-file
"""


def polynomial(name, meaning, function, low, high, degree, with_tail=False):
    low, high = D(low), D(high)
    exact = chebyshev_interpolant(function, low, high, degree)
    coefficients = [float(c) for c in exact]
    error = relative_error(function, coefficients, low, high)
    weight = sum(abs(c) for c in coefficients[1:]) / abs(coefficients[0])
    print(f"{name}: degree {degree}, error 2^{float(error.ln() / LN2):.1f}, weight {weight:.3g}")
    lines = "\n".join(f"    {c.hex()}," for c in coefficients)
    text = f"""
  /// {meaning}
  ///
  /// Constant term first; relative error below 2^{int((error.ln() / LN2).to_integral_value("ROUND_CEILING"))} as rounded.
  static let {name}: InlineArray<{degree + 1}, Double> = [
{lines}
  ]
"""
    if with_tail:
        lost = exact[0] - D(coefficients[0])
        text += constant(name + "Tail", f"What the constant term of `{name}` lacks.", lost)
    return text


def constant(name, meaning, value):
    return f"\n  /// {meaning}\n  static let {name} = {float(value).hex()}\n"


def split(name, meaning, value, bits=53):
    """`value` as a head of `bits` bits and a tail rounded to binary64."""
    scale = D(2) ** (bits - 1 - int((abs(value).ln() / LN2).to_integral_value("ROUND_FLOOR")))
    head = (value * scale).to_integral_value() / scale
    return constant(name, f"{meaning}, rounded to {bits} bits.", head) + constant(
        name + "Tail", f"What `{name}` lacks of it.", value - D(float(head))
    )


def two_over_pi_words(count):
    """The first `count` 64-bit words of the binary fraction of 2/π = 0.a₀a₁…"""
    getcontext().prec = 450
    global TINY
    TINY, kept = D(10) ** -440, TINY
    pi = 4 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239))
    fraction = int(2 / pi * 2 ** (64 * count))
    getcontext().prec, TINY = 70, kept
    return [(fraction >> (64 * (count - 1 - k))) & (2**64 - 1) for k in range(count)]


def coefficients_file():
    sqrt_half = D("0.5").sqrt()
    s_max = (D(2).sqrt() - 1) / (D(2).sqrt() + 1)
    body = split("ln2", "The natural logarithm of 2", LN2, 32)
    body += split("ln2Over128", "ln 2 / 128", LN2 / 128, 34)
    body += constant("inverseLn2Over128", "128 / ln 2.", 128 / LN2)
    body += split("log2E", "The logarithm of e to base 2", 1 / LN2)
    body += split("log10E", "The logarithm of e to base 10", 1 / D(10).ln())
    body += split("log10Of2", "The logarithm of 2 to base 10", D(2).log10(), 32)
    body += split("pi", "π", PI)
    body += split("inversePi", "1/π", 1 / PI)
    body += split("twoOverSqrtPi", "2/√π", 2 / PI.sqrt())
    body += constant("sqrtHalf", "√½.", sqrt_half)
    body += split("inverseSqrt2Pi", "1/√(2π), the standard normal density at 0", 1 / (2 * PI).sqrt())
    body += constant("sqrt2Pi", "√(2π).", (2 * PI).sqrt())
    body += constant("sqrtEighth", "√⅛.", D("0.125").sqrt())
    body += polynomial(
        "logTail",
        "P(z) = (2·artanh(s)/s − 2)/z with z = s², for |s| ≤ (√2 − 1)/(√2 + 1).",
        sum_log_tail,
        0, s_max * s_max, 7, with_tail=True,
    )
    body += polynomial(
        "sinTail",
        "P(z) = (sin(πy)/y − π)/z with z = y², for |y| ≤ ¼.",
        lambda z: series(-PI**3 / 6, lambda n: -PI * PI * z / ((2 * n + 2) * (2 * n + 3))),
        0, D(1) / 16, 6,
    )
    body += polynomial(
        "cosTail",
        "P(z) = (cos(πy) − 1)/z with z = y², for |y| ≤ ¼.",
        lambda z: series(-PI**2 / 2, lambda n: -PI * PI * z / ((2 * n + 1) * (2 * n + 2))),
        0, D(1) / 16, 6,
    )
    body += polynomial(
        "erfTail",
        "P(z) = (erf(x)/x − 2/√π)/z with z = x², for |x| ≤ 1.",
        lambda z: 2 / PI.sqrt() * sum_erf_tail(z),
        0, 1, 11,
    )
    body += tail_polynomial(
        "erfcScaled", "(1 + 2x)·exp(x²)·erfc(x)", "x", D("0.475"), D(28),
        lambda x: (1 + 2 * x) * erfcx(x),
    )
    body += tail_polynomial(
        "normalTailScaled", "(1 + z)·exp(z²/2)·Φ(−z)", "z", D("0.6"), D(39),
        lambda z: (1 + z) * erfcx(z / D(2).sqrt()) / 2,
    )
    words = ", ".join(f"0x{w:016x}" for w in two_over_pi_words(20))
    body += f"\n  /// The first 1280 bits of the binary fraction of 2/π, high words first.\n"
    body += f"  static let twoOverPi: InlineArray<20, UInt64> = [\n    {words}\n  ]\n"
    return HEADER + "\n/// Constants of the elementary functions.\nenum Coefficients {" + body + "}\n"


def tail_polynomial(name, meaning, variable, low, high, function):
    """A polynomial in (x − 4)/(x + 4), mapped to [−1, 1]; its constant term has a tail."""
    first, last = (low - 4) / (low + 4), (high - 4) / (high + 4)
    middle, scale = float((first + last) / 2), float(2 / (last - first))

    def mapped(u):
        t = D(middle) + u / D(scale)
        return function(4 * (1 + t) / (1 - t))

    label = name[: -len("Scaled")]
    text = constant(label + "Middle", f"Middle of ({variable} − 4)/({variable} + 4) for {low} ≤ {variable} ≤ {high}.", middle)
    text += constant(label + "Stretch", "One over half the length of that range.", scale)
    return text + polynomial(
        name,
        f"{meaning} in u = (({variable} − 4)/({variable} + 4) − middle)·stretch, for {low} ≤ {variable} ≤ {high}.",
        mapped, -1, 1, 22, with_tail=True,
    )


def sum_log_tail(z):
    """Σ over n ≥ 1 of 2 z^(n−1) / (2n + 1) (DLMF 4.6.4)."""
    total, power = D(0), D(2)
    for n in range(1, 60):
        total += power / (2 * n + 1)
        power *= z
    return total


def sum_erf_tail(z):
    """Σ over n ≥ 1 of (−1)ⁿ z^(n−1) / (n!(2n + 1)) (DLMF 7.6.1)."""
    total, power = D(0), D(-1)
    for n in range(1, 80):
        total += power / (2 * n + 1)
        power *= -z / (n + 1)
    return total


def exponential_file():
    heads, tails = [], []
    for j in range(128):
        value = (LN2 * j / 128).exp()
        head = float(value)
        heads.append(f"    {head.hex()},")
        tails.append(f"    {float(value - D(head)).hex()},")
    return (
        HEADER
        + "\n/// 2^(j/128) for j from 0 to 127, as the sum of two numbers.\nenum ExponentialTable {\n"
        + "  /// 2^(j/128) rounded to binary64.\n  static let head: InlineArray<128, Double> = [\n"
        + "\n".join(heads)
        + "\n  ]\n\n  /// What `head` lacks of 2^(j/128).\n  static let tail: InlineArray<128, Double> = [\n"
        + "\n".join(tails)
        + "\n  ]\n}\n"
    )


def main():
    files = {
        FOLDER / "Coefficients.swift": coefficients_file(),
        FOLDER / "ExponentialTable.swift": exponential_file(),
    }
    for path, text in files.items():
        if "--check" in sys.argv[1:]:
            if path.read_text() != text:
                sys.exit(f"{path}: differs from what this script derives")
        else:
            path.write_text(text)


if __name__ == "__main__":
    main()
