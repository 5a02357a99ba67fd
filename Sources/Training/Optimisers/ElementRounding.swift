import FloatFormats
import Kernels
import Networks
import RandomStreams

/// How the elements of one tensor are rounded where they are kept between operations.
struct ElementRounding<Number: Carrier>: Sendable {
  let format: FloatFormat
  private let cast: ArrayCast<Number>
  private let nearest: ArrayCast<Number>
  private let isStochastic: Bool

  /// - Throws: `CarrierError` where the carrier does not hold the format.
  init(_ format: FloatFormat, _ context: RoundingContext) throws(CarrierError) {
    self.format = format
    cast = try ArrayCast(to: format, context)
    nearest = try ArrayCast(to: format)
    isStochastic = context.rounding.randomBitCount > 0
  }

  /// As a policy has it at a site.
  init(_ binding: Binding) throws(CarrierError) {
    try self.init(binding.format.format, binding.context)
  }

  /// Rounds numbers in place.
  /// - Parameter random: of this tensor and visit; used where rounding is stochastic.
  func round(_ numbers: inout [Number], _ random: @autoclosure () -> RandomStream) {
    guard !cast.keepsNumbers else { return }
    numbers = cast.values(numbers, random: isStochastic ? random() : nil)
  }

  /// A number to nearest.
  func constant(_ number: Double) -> Number { nearest.values([Number(number)])[0] }

  /// The distance of a number of the format to the next larger magnitude; that of subnormals near 0.
  @inline(__always)
  func ulp(of number: Number) -> Number {
    let least = Number.Exponent(format.minimumExponent)
    let exponent = number == 0 ? least : max(number.exponent, least)
    return Number(
      sign: .plus, exponent: exponent - Number.Exponent(format.precision - 1), significand: 1)
  }
}
