/// Vectors of many samples at once: element i of group g holds the i-th element of eight samples.
///
/// Arithmetic is binary32, every multiplication and addition rounded, in the order of the indices:
/// the same bits on every machine.
struct SampleBatch {
  /// Samples in a group.
  static let lanes = 8
  /// Groups in a batch.
  static let groups = 8
  /// Samples in a batch.
  static let samples = lanes * groups

  /// Elements of a sample's vector.
  let width: Int
  /// `groups` × `width`.
  var values: [SIMD8<Float>]

  init(width: Int) {
    self.width = width
    values = Array(repeating: .zero, count: width * Self.groups)
  }

  /// Element `index` of a sample.
  subscript(sample: Int, index: Int) -> Float {
    get { values[sample / Self.lanes * width + index][sample % Self.lanes] }
    set { values[sample / Self.lanes * width + index][sample % Self.lanes] = newValue }
  }

  /// Matrix times vector, for each sample: Σᵢ m[o, i]·x[i], i ascending from +0.
  ///
  /// - Parameters:
  ///   - matrix: `result.width` × `width`, row by row.
  ///   - result: overwritten; its width is a multiple of 4.
  func multiplied(by matrix: [Float], into result: inout SampleBatch) {
    let (ins, outs) = (width, result.width)
    precondition(matrix.count == ins * outs && outs % 4 == 0, "shapes differ")
    matrix.withUnsafeBufferPointer { matrix in
      values.withUnsafeBufferPointer { x in
        result.values.withUnsafeMutableBufferPointer { y in
          for o in stride(from: 0, to: outs, by: 4) {
            let rows = o * ins
            for g in 0..<Self.groups {
              var (s0, s1) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
              var (s2, s3) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
              for i in 0..<ins {
                let xi = x[g * ins + i]
                s0 += matrix[rows + i] * xi
                s1 += matrix[rows + ins + i] * xi
                s2 += matrix[rows + 2 * ins + i] * xi
                s3 += matrix[rows + 3 * ins + i] * xi
              }
              y[g * outs + o] = s0
              y[g * outs + o + 1] = s1
              y[g * outs + o + 2] = s2
              y[g * outs + o + 3] = s3
            }
          }
        }
      }
    }
  }

  /// max(x, 0), element by element.
  mutating func rectify() {
    for index in values.indices {
      values[index].replace(with: 0, where: values[index] .< 0)
    }
  }

  /// Zero where another batch is not above 0: the gradient of `rectify`.
  mutating func mask(by activations: SampleBatch) {
    for index in values.indices {
      values[index].replace(with: 0, where: activations.values[index] .<= 0)
    }
  }
}
