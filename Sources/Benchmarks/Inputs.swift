import FloatFormats
import Kernels
import RandomStreams
import TensorFiles

/// The numbers that a run works on, each array made when it is first asked for and kept, since work
/// shares them.
///
/// They are pure functions of what is asked for, so that results can be compared over machines.
final class Inputs {
  private var buffers: [String: AnyObject] = [:]
  /// The folder that gets operands of binary32 as `.npy` files, for others to work on.
  private let folder: String?

  init(folder: String? = nil) { self.folder = folder }

  /// Finite numbers that in narrow formats underflow, round and overflow: normal numbers times
  /// 2^-12 … 2^11.
  func wide<Number: Carrier & BitwiseCopyable>(
    _: Number.Type, count: Int
  ) throws -> Buffer<Number> {
    try operand("wide", count) { Self.fillNormal($0, named: "wide", scale: 1, spread: 12) }
  }

  /// Values of a format: normal numbers times a scale, rounded to nearest even.
  ///
  /// - Parameters:
  ///   - name: tells apart operands that are otherwise alike.
  ///   - spread: exponents are moved by −spread … spread − 1 binades; 0 leaves them.
  ///   - outlier: a value in place of another.
  func values<Number: Carrier & BitwiseCopyable>(
    _ name: String, _ format: TimedFormat, scale: Number, spread: Int = 0, count: Int,
    outlier: (index: Int, value: Number)? = nil
  ) throws -> Buffer<Number> {
    let cast = try ArrayCast<Number>(to: format.format)
    let key =
      "\(name)-\(format.name)-\(scale)" + (spread > 0 ? "-spread-\(spread)" : "")
      + (outlier.map { "-outlier-\($0.value)" } ?? "")
    return try operand(key, count) { buffer in
      Self.fillNormal(buffer, named: name, scale: scale, spread: spread)
      let source = Array(buffer)
      var target = buffer.mutableSpan
      cast.cast(source.span, into: &target)
      if let outlier { buffer[outlier.index] = outlier.value }
    }
  }

  /// Room for results, with its pages touched.
  func scratch<Number: BitwiseCopyable & ExpressibleByIntegerLiteral>(
    _: Number.Type, count: Int, _ name: String = "scratch"
  ) -> Buffer<Number> {
    buffer(name, count) { _ in }
  }

  /// An array to work on, which is written to the folder.
  private func operand<Number: Carrier & BitwiseCopyable>(
    _ name: String, _ count: Int, _ fill: (UnsafeMutableBufferPointer<Number>) -> Void
  ) throws -> Buffer<Number> {
    let isNew = buffers[Self.key(name, count, Number.self)] == nil
    let made = buffer(name, count, fill)
    if isNew, let folder, let floats = made as? Buffer<Float> {
      try NPYFile.write(Array(floats.reading), shape: [count], to: "\(folder)/\(name)-\(count).npy")
    }
    return made
  }

  private static func key<Number>(_ name: String, _ count: Int, _: Number.Type) -> String {
    "\(name): \(count) \(Number.self)"
  }

  private func buffer<Number: BitwiseCopyable & ExpressibleByIntegerLiteral>(
    _ name: String, _ count: Int, _ fill: (UnsafeMutableBufferPointer<Number>) -> Void
  ) -> Buffer<Number> {
    let key = Self.key(name, count, Number.self)
    if let known = buffers[key] as? Buffer<Number> { return known }
    let made = Buffer<Number>(count: count)
    fill(made.elements)
    buffers[key] = made
    return made
  }

  private static func fillNormal<Number: Carrier & BitwiseCopyable>(
    _ buffer: UnsafeMutableBufferPointer<Number>, named name: String, scale: Number, spread: Int
  ) {
    let stream = RandomStream(StreamKey(seed: 1, domain: .data, name: name))
    if let floats = buffer as? UnsafeMutableBufferPointer<Float> {
      stream.fillNormal(into: floats)
    } else if let doubles = buffer as? UnsafeMutableBufferPointer<Double> {
      stream.fillNormal(into: doubles)
    } else {
      preconditionFailure("\(Number.self) is no carrier")
    }
    let factors = (-spread..<max(spread, 1)).map { exponent in
      scale * Number(sign: .plus, exponent: .init(exponent), significand: 1)
    }
    for index in 0..<buffer.count { buffer[index] *= factors[index % factors.count] }
  }
}
