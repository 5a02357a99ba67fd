import FloatFormats
import Testing

/// Neighbours, order and classes, from the values of all codes.
@Suite struct NeighbourTests {
  static let names =
    FormatCatalogue.all.map(\.name).filter { !["binary32", "binary64", "tf32"].contains($0) }
    + (3...8).flatMap { P3109Format.all(bitWidth: $0).map(\.name) }
    + ["e5m2:no-subnormals", "e4m3:bias=0", "e3m2:no-zero,no-subnormals,nan=none,no-infinity"]

  /// The next value up is the least value that is greater, whatever its code.
  @Test func nextUpAndDown() throws {
    var failures: [String] = []
    for name in Self.names {
      let format = try FormatCatalogue.format(named: name).format
      let codes = Array(0...format.largestCode)
      let values = codes.map(format.decode)
      let sorted = Set(values.filter { !$0.isNaN }).sorted()
      let index = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
      for code in codes {
        let value = values[Int(code)]
        guard let place = index[value] else { continue }
        let up = format.decode(format.nextUp(code))
        let down = format.decode(format.nextDown(code))
        if place + 1 < sorted.count && up != sorted[place + 1] && failures.count < 10 {
          failures.append("\(name) \(value): expected up \(sorted[place + 1]), observed \(up)")
        }
        if place > 0 && down != sorted[place - 1] && failures.count < 10 {
          failures.append("\(name) \(value): expected down \(sorted[place - 1]), observed \(down)")
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  /// Total order agrees with the order of values, and puts −0 below +0.
  @Test func totalOrder() throws {
    var failures: [String] = []
    for name in Self.names {
      let format = try FormatCatalogue.format(named: name).format
      let ordered = (0...format.largestCode).sorted {
        format.totalOrderKey($0) < format.totalOrderKey($1)
      }
      let numbers = ordered.map(format.decode).filter { !$0.isNaN }
      for (a, b) in zip(numbers, numbers.dropFirst()) {
        let isRight = a < b || a == b && a.sign == .minus && b.sign == .plus
        // Without subnormals several codes read as zeros.
        if !isRight && a != 0 && failures.count < 10 {
          failures.append("\(name): \(a) before \(b)")
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  /// Classes follow from values alone.
  @Test func classes() throws {
    var failures: [String] = []
    for name in Self.names {
      let format = try FormatCatalogue.format(named: name).format
      for code in 0...format.largestCode {
        let value = format.decode(code)
        let isNormal = value.magnitude >= format.leastNormalMagnitude
        let expected: [FloatingPointClassification] =
          if value.isNaN {
            [.quietNaN, .signalingNaN]
          } else if value.isInfinite {
            [value > 0 ? .positiveInfinity : .negativeInfinity]
          } else if value == 0 {
            [value.sign == .plus ? .positiveZero : .negativeZero]
          } else if value > 0 {
            [isNormal ? .positiveNormal : .positiveSubnormal]
          } else {
            [isNormal ? .negativeNormal : .negativeSubnormal]
          }
        let observed = format.classify(code)
        if !expected.contains(observed) && failures.count < 10 {
          failures.append("\(name) code \(code): expected \(expected), observed \(observed)")
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }
}
