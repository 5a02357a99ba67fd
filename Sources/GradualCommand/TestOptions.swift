import FloatFormats
import TestVectors

/// Options of `vectors` and `verify`, and what they say together.
struct TestOptions {
  static let own = Option(
    name: "testfloat",
    form: .words(
      Rounding.testFloatOptions.map(\.option) + [
        "-tininessbefore", "-tininessafter", "-exact", "-notexact",
      ]),
    isRepeatable: true,
    summary:
      "TestFloat's own options, as an alternative; -exact: rounding to an integer raises inexact")

  static let denormals = Option.flag(
    "denormals-are-zero", "subnormal operands are taken as zeros of their sign")

  let function: TestFunction
  let context: RoundingContext
  let raisesInexactForIntegers: Bool
  let zeroesSubnormals: Bool

  /// Reads the function's name and the options.
  init(_ arguments: Arguments) throws {
    var function = try TestFunction(
      named: arguments.positionals[0], format: { try FormatArgument.format($0) })
    var context = try arguments.roundingContext()
    var isExact = false
    for word in arguments.values(Self.own) {
      switch word {
      case "-tininessbefore", "-tininessafter":
        guard !arguments.has(.tininess) else {
          throw UsageError("\(word) and --tininess say the same thing; give one of them")
        }
        context.tininess = word == "-tininessbefore" ? .beforeRounding : .afterRounding
      case "-exact": isExact = true
      case "-notexact": isExact = false
      default:
        guard !arguments.has(.rounding) else {
          throw UsageError("\(word) and --rounding say the same thing; give one of them")
        }
        context.rounding = Rounding.testFloat(option: word) ?? context.rounding
      }
    }
    function.randomBitCount = context.rounding.randomBitCount
    if function.randomBitCount > 0, function.givesIntegers || function.resultType == .truth {
      throw UsageError(
        "--rounding '\(context.rounding)': \(function.name) rounds to no format at random; "
          + "valid: the deterministic modes")
    }
    self.function = function
    self.context = context
    zeroesSubnormals = arguments.has(Self.denormals)
    raisesInexactForIntegers = isExact
  }

  /// A function computed by somebody, as the options say.
  func evaluator<Base: Rounder>(by rounder: Base) -> Evaluator<Base> {
    Evaluator(
      function, by: rounder, context, raisesInexactForIntegers: raisesInexactForIntegers,
      zeroesSubnormals: zeroesSubnormals)
  }

  /// `binary16_add, nearest-even`, and what else is not as usual.
  var title: String {
    "\(function.name), \(context.text)" + (raisesInexactForIntegers ? ", exact" : "")
      + (zeroesSubnormals ? ", denormals are zero" : "")
  }
}
