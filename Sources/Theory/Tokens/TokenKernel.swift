/// A signal, or a gradient, over the tokens of one sequence by its second moments: the mean product of the
/// same element at every pair of tokens.
struct TokenKernel {
  /// Tokens of the sequence.
  let count: Int
  /// Row by row; symmetric.
  private(set) var values: [Double]

  /// Tokens that are independent of each other, with a mean square.
  init(count: Int, independent square: Double) {
    self.init(count: count) { $0 == $1 ? square : 0 }
  }

  /// A kernel by pairs.
  init(count: Int, _ value: (_ i: Int, _ j: Int) -> Double) {
    self.count = count
    values = []
    values.reserveCapacity(count * count)
    for i in 0..<count {
      for j in 0..<count { values.append(value(i, j)) }
    }
  }

  subscript(i: Int, j: Int) -> Double { values[i * count + j] }

  /// The mean squares of the tokens.
  var squares: [Double] { (0..<count).map { self[$0, $0] } }

  /// The mean square, and the mean product over pairs of tokens.
  var signal: TokenSignal {
    let square = squares.reduce(0, +)
    let pairs = Double(count * (count - 1))
    let shared = count > 1 ? (values.reduce(0, +) - square) / pairs : 0
    return TokenSignal(square: square / Double(count), shared: shared)
  }

  /// Σ over all pairs of both kernels' products: the energy of Σ_t g_t u_tᵀ.
  func dot(_ other: TokenKernel) -> Double {
    var sum = 0.0
    for index in values.indices { sum += values[index] * other.values[index] }
    return sum
  }

  func scaled(by factor: Double) -> TokenKernel {
    var result = self
    for index in values.indices { result.values[index] *= factor }
    return result
  }

  /// That of token i times a factor of its own.
  func scaled(byToken factors: [Double]) -> TokenKernel {
    TokenKernel(count: count) { self[$0, $1] * factors[$0] * factors[$1] }
  }

  static func + (a: TokenKernel, b: TokenKernel) -> TokenKernel {
    var result = a
    for index in a.values.indices { result.values[index] += b.values[index] }
    return result
  }

  /// The kernel of an elementwise product of independent signals.
  static func * (a: TokenKernel, b: TokenKernel) -> TokenKernel {
    var result = a
    for index in a.values.indices { result.values[index] *= b.values[index] }
    return result
  }

  /// The kernel of the means over all tokens so far.
  var averaged: TokenKernel { columnMeans.rowMeans }

  /// The kernel of the sums over a token and all that follow.
  var followingSums: TokenKernel { columnFollowingSums.rowFollowingSums }
}

/// Sums along one of the two tokens, which leave a matrix that is not symmetric.
extension TokenKernel {
  /// At (i, j) the mean over (k, j), k ≤ i.
  var columnMeans: TokenKernel {
    var sums = [Double](repeating: 0, count: count)
    return TokenKernel(count: count) { i, j in
      sums[j] += self[i, j]
      return sums[j] / Double(i + 1)
    }
  }

  /// At (i, j) the mean over (i, l), l ≤ j.
  var rowMeans: TokenKernel {
    var sum = 0.0
    return TokenKernel(count: count) { i, j in
      sum = (j > 0 ? sum : 0) + self[i, j]
      return sum / Double(j + 1)
    }
  }

  /// At (i, j) the sum over (k, j), k ≥ i.
  var columnFollowingSums: TokenKernel {
    var result = self
    for index in (0..<max(count * (count - 1), 0)).reversed() {
      result.values[index] += result.values[index + count]
    }
    return result
  }

  /// At (i, j) the sum over (i, l), l ≥ j.
  var rowFollowingSums: TokenKernel {
    var result = self
    for index in values.indices.reversed() where index % count < count - 1 {
      result.values[index] += result.values[index + 1]
    }
    return result
  }
}
