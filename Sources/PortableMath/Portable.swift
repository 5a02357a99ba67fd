/// Elementary functions that give the same bits on every machine.
///
/// Everything here is made of `+ − × ÷ √` of binary64, integer operations and bit patterns, in a
/// fixed order, with constants that `Scripts/portable-math-coefficients.py` derives. No function
/// calls a math library and none uses a fused multiply-add, so a result depends neither on the
/// version of a library nor on the CPU. That is what a number that enters a report must promise;
/// the C library's `exp` differs in its last bit from one CPU to another.
///
/// | function | largest error | function | largest error |
/// |---|---|---|---|
/// | `exp`, `exp2` | 0.52 ulp | `erf` | 3 ulp |
/// | `expMinusOne` | 2 ulp | `erfc` | 4 ulp |
/// | `log`, `log(onePlus:)` | 1 ulp | `normalCDF`, `normalQuantile` | 4 ulp |
/// | `log2`, `log10` | 0.51 ulp | `normalDensity` | 2 ulp |
/// | `sinPi`, `cosPi`, `sin`, `cos` | 2 ulp | `tanh`, `sigmoid` | 3 ulp |
/// | `pow` | 0.56 to 1.3 ulp | `logSigmoid` | 2 ulp |
///
/// The bounds hold where the result is a normal number and are what the tests assert against MPFR,
/// on dense and random arguments; they are measured, not proved. A subnormal result is within 1.5
/// least subnormals of the true value. Every function maps NaN to NaN and rounds to nearest; the
/// rounding mode of the CPU must be the default one.
///
/// A function of `Float` is the function of `Double` rounded once more: less than 0.501 ulp off, which
/// follows from the table.
public enum Portable {}
