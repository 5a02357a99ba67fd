import ArbitraryPrecision
import Dispatch
import FloatFormats
import Functions
import Reference
import Synchronization

/// What sweeps share: formats, work on all cores, failures as lines.
enum Sweep {
  /// Every format of the catalogue of up to 12 bits, and all of P3109's of up to 8.
  static let narrowFormats: [NamedFormat] =
    FormatCatalogue.all.filter { $0.format.bitWidth <= 12 }
    + (3...8).flatMap { P3109Format.all(bitWidth: $0) }.compactMap { p3109 in
      (try? p3109.format()).map { NamedFormat(name: p3109.name, format: $0, summary: "") }
    }

  /// The formats of 16 bits.
  static let wideFormats = FormatCatalogue.all.filter { $0.format.bitWidth == 16 }

  /// The lines of all pieces of work, done on all cores, in order.
  static func lines(_ count: Int, _ work: @Sendable (Int) -> [String]) -> [String] {
    let lines = Mutex<[Int: [String]]>([:])
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let found = work(index)
      if !found.isEmpty { lines.withLock { $0[index] = found } }
    }
    return lines.withLock { lines in lines.sorted { $0.key < $1.key }.flatMap(\.value) }
  }

  /// The same over all codes of a format, in rows.
  static func lines(
    ofCodes format: FloatFormat, _ work: @Sendable (ClosedRange<UInt64>) -> [String]
  ) -> [String] {
    let rowWidth = Swift.min(format.bitWidth, 11)
    return lines(1 << (format.bitWidth - rowWidth)) { row in
      let first = UInt64(row) << UInt64(rowWidth)
      return work(first...first + (1 << UInt64(rowWidth)) - 1)
    }
  }

  /// One failure: what was asked, what was expected, what came.
  static func line(
    _ question: String, _ format: FloatFormat, _ expected: Verdict, _ observed: Rounded
  ) -> String {
    func text(_ code: UInt64, _ flags: ExceptionFlags) -> String {
      "0x\(String(code, radix: 16)) = \(format.decode(code)) (\(flags))"
    }
    return "\(question): expected \(text(expected.code, expected.flags)), "
      + "observed \(text(observed.code, observed.flags))"
  }

  /// The first lines and their number, for a failed expectation.
  static func summary(_ failures: [String]) -> String {
    "\(failures.count) failures\n" + failures.prefix(12).joined(separator: "\n")
  }
}

/// MPFR takes 1/√−0 for +∞, IEEE 754 for −∞: not for MPFR to judge. SpecialCaseTests has it.
func isBeyondJudging(_ function: UnaryFunction, _ code: UInt64, _ format: FloatFormat) -> Bool {
  function == .reciprocalSqrt && format.unpack(code) == .zero(isNegative: true)
}
