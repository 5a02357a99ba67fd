import FloatFormats

@testable import Theory

/// Formats by their numbers, as their standards give them.
let binary16 = FormatLimits(
  leastNonzero: 0x1p-24, leastNormal: 0x1p-14, largest: 65504, precision: 11)
let bfloat16 = FormatLimits(
  leastNonzero: 0x1p-133, leastNormal: 0x1p-126, largest: 0x1.FEp127, precision: 8)
let e4m3fn = FormatLimits(leastNonzero: 0x1p-9, leastNormal: 0x1p-6, largest: 448, precision: 4)
let e5m2 = FormatLimits(leastNonzero: 0x1p-16, leastNormal: 0x1p-14, largest: 57344, precision: 3)
let e2m1fn = FormatLimits(leastNonzero: 0.5, leastNormal: 1, largest: 6, precision: 2)

/// Whether `value` is within a relative tolerance of `expected`.
func isClose(_ value: Double, _ expected: Double, _ tolerance: Double) -> Bool {
  (value - expected).magnitude <= tolerance * expected.magnitude
}
