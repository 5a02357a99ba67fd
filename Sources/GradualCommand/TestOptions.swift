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

  let function: TestFunction
  let context: RoundingContext
  let raisesInexactForIntegers: Bool

  /// Reads the function's name and the options.
  init(_ arguments: Arguments) throws {
    function = try TestFunction(
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
    guard context.rounding.randomBitCount == 0 else {
      throw UsageError(
        "--rounding '\(context.rounding)': TestFloat's lines have no place for random bits; "
          + "valid: the deterministic modes")
    }
    self.context = context
    raisesInexactForIntegers = isExact
  }

  /// A function computed by somebody, as the options say.
  func evaluator<Base: Rounder>(by rounder: Base) -> Evaluator<Base> {
    Evaluator(
      function, by: rounder, context, raisesInexactForIntegers: raisesInexactForIntegers)
  }

  /// `binary16_add, nearest-even`, and what else is not as usual.
  var title: String {
    "\(function.name), \(context.text)" + (raisesInexactForIntegers ? ", exact" : "")
  }
}
