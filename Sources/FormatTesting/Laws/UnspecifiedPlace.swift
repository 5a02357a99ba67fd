import FloatFormats
import TestVectors

/// A place where the standard of a format says nothing, or lets implementations choose. What is done
/// there is counted apart, and breaks no law.
public struct UnspecifiedPlace: Hashable, Sendable {
  /// Where.
  public enum Condition: Hashable, Sendable {
    /// A result beyond the largest finite number, in another mode than nearest-even.
    case overflowOtherThanNearestEven
    /// A result that would be NaN, in a format without NaN.
    case nanWithoutNaN
    /// A result that the format does not have exactly.
    case inexact
    /// The invalid flag of 0 · ∞ + NaN.
    case flagOfUndefinedProductPlusNaN
    /// Which NaN of two operands is the result.
    case choiceOfNaN
  }

  /// The formats that it concerns; nil is all.
  public let formats: [NamedFormat]?
  /// Where.
  public let condition: Condition
  /// What the standard says, and who does what.
  public let note: String
  /// The standard.
  public let reference: String

  /// Every such place that is known. A new one is a row.
  public static let all: [UnspecifiedPlace] = [
    UnspecifiedPlace(
      formats: [.e4m3fn, .e5m2], condition: .overflowOtherThanNearestEven,
      note: "only roundTiesToEven is defined; toward zero, gradual gives the largest number as "
        + "IEEE 754 does, hardware that saturates gives it in every mode, others give NaN or infinity",
      reference: "OCP 8-bit Floating Point Specification (OFP8) 1.0, conversions"),
    UnspecifiedPlace(
      formats: [.e3m2fn, .e2m3fn, .e2m1fn], condition: .overflowOtherThanNearestEven,
      note: "only roundTiesToEven is asked for; gradual saturates in every mode",
      reference: "OCP Microscaling Formats (MX) 1.0, element formats"),
    UnspecifiedPlace(
      formats: [.e3m2fn, .e2m3fn, .e2m1fn], condition: .nanWithoutNaN,
      note:
        "there is no NaN, and IEEE 754 leaves its sign open; ml_dtypes and gradual give −0 for one of "
        + "sign + and +0 for one of sign −, others the largest number",
      reference: "OCP Microscaling Formats (MX) 1.0, element formats"),
    UnspecifiedPlace(
      formats: [.e8m0fnu], condition: .inexact,
      note: "how a scale is rounded is left open; OCP's example takes floor(log2), ml_dtypes and "
        + "gradual the nearer, ties up",
      reference: "OCP Microscaling Formats (MX) 1.0, E8M0 and conversions"),
    UnspecifiedPlace(
      formats: nil, condition: .flagOfUndefinedProductPlusNaN,
      note: "whether 0 · ∞ + NaN raises invalid is the implementation's choice; gradual raises it",
      reference: "IEEE 754-2019, 7.2 c"),
    choiceOfNaN,
  ]

  /// What commutativity meets; no other law looks at the sign or the payload of a NaN.
  static let choiceOfNaN = UnspecifiedPlace(
    formats: nil, condition: .choiceOfNaN,
    note:
      "which of two NaNs is passed on, with its sign and payload, is the implementation's choice; "
      + "gradual passes on the first's sign",
    reference: "IEEE 754-2019, 6.2.3")

  /// The place that a question lies in, if any.
  ///
  /// - Parameters:
  ///   - function: what is asked.
  ///   - operands: of what.
  ///   - rounding: how the result is rounded.
  ///   - due: the flags that must be raised.
  ///   - flagsOnly: whether only the flags are in question.
  public static func place(
    of function: TestFunction, _ operands: Operands, _ rounding: Rounding, due: ExceptionFlags,
    flagsOnly: Bool
  ) -> UnspecifiedPlace? {
    guard case .float(let format) = function.resultType else { return nil }
    return all.first { place in
      guard place.formats?.contains(where: { $0.format == format }) ?? true else { return false }
      switch place.condition {
      case .overflowOtherThanNearestEven: return due.contains(.overflow) && rounding != .nearestEven
      case .nanWithoutNaN: return due.contains(.invalid) || hasNaN(function, operands)
      case .inexact: return due.contains(.inexact)
      case .flagOfUndefinedProductPlusNaN:
        return flagsOnly && isUndefinedProductPlusNaN(function, operands)
      case .choiceOfNaN: return false
      }
    }
  }

  private static func hasNaN(_ function: TestFunction, _ operands: Operands) -> Bool {
    guard case .float(let format) = function.operandType else { return false }
    return operands.list(function.operandCount).contains { format.isNaN($0) }
  }

  private static func isUndefinedProductPlusNaN(
    _ function: TestFunction, _ operands: Operands
  ) -> Bool {
    guard function.kind == .arithmetic(.mulAdd), case .float(let format) = function.operandType
    else { return false }
    let (a, b) = (format.decode(operands.a), format.decode(operands.b))
    return format.isNaN(operands.c) && !a.isNaN && !b.isNaN && (a * b).isNaN
  }
}
