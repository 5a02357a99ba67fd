import CGradual
import FloatFormats
import Kernels
import RandomStreams

/// An accumulator for numbers of two formats.
private struct Dot: Sendable {
  let accumulator: Accumulator
  let a: FloatFormat
  let b: FloatFormat
  /// The handle of the results' format, and the format.
  let resultHandle: Int32
  let result: FloatFormat
}

private let dots = HandleTable<Dot>()

/// As `gradual.h` declares it.
@c @implementation
public func gradual_accumulator(
  _ name: UnsafePointer<CChar>!, _ aFormat: Int32, _ bFormat: Int32
) -> Int32 {
  handle { () throws(CallError) in
    let name = try text(name, "accumulator")
    let (a, b) = (try format(aFormat), try format(bFormat))
    return try dots.handle(of: "\(name) of \(aFormat) and \(bFormat)") { () throws(CallError) in
      do {
        let accumulator = try Accumulator(AccumulatorModel(named: name), a: a, b: b)
        let result = accumulator.model.resultFormat
        return Dot(
          accumulator: accumulator, a: a, b: b,
          resultHandle: try formats.handle(of: "result of \(name)") { () throws(CallError) in result
          },
          result: result)
      } catch {
        throw CallError("\(error)")
      }
    }
  }
}

/// As `gradual.h` declares it.
@c @implementation
public func gradual_result_format(_ accumulator: Int32) -> Int32 {
  handle { () throws(CallError) in try dots.value(accumulator, "accumulator").resultHandle }
}

/// As `gradual.h` declares it.
@c @implementation
public func gradual_dot(
  _ accumulator: Int32, _ count: Int32, _ a: UnsafePointer<UInt64>!, _ b: UnsafePointer<UInt64>!,
  _ c: UInt64, _ seed: UInt64, _ flags: UnsafeMutablePointer<UInt32>!
) -> UInt64 {
  outcome(flags) { () throws(CallError) in
    let dot = try dots.value(accumulator, "accumulator")
    guard count >= 0 else { throw CallError("count is \(count); valid: 0 or more") }
    func values(
      _ codes: UnsafePointer<UInt64>?, _ format: FloatFormat, _ name: String
    ) throws(CallError) -> [Double] {
      guard let codes else {
        guard count == 0 else { throw CallError("\(name): NULL") }
        return []
      }
      var values: [Double] = []
      values.reserveCapacity(Int(count))
      for index in 0..<Int(count) {
        values.append(format.decode(try checked(codes[index], format, "\(name)[\(index)]")))
      }
      return values
    }
    let start = dot.result.decode(try checked(c, dot.result, "c"))
    let sum = dot.accumulator.dot(
      try values(a, dot.a, "a"), try values(b, dot.b, "b"), from: start,
      random: RandomStream(StreamKey(seed: seed, domain: .rounding, id: 0)))
    return (dot.result.encode(sum).code, 0)
  }
}
