import Kernels

/// Sees every site's numbers in the order of the pass, when they are there.
protocol SiteWitness: Sendable {
  /// Is lent the numbers of a site, or a part of them.
  ///
  /// - Parameters:
  ///   - numbers: row by row.
  ///   - columns: of a row.
  ///   - counted: how many leading columns of a row are meant; nil for all.
  ///   - scale: what the numbers were multiplied by before they were rounded, as operands.
  /// - Returns: how they compare with others of the site; nil from who only looks.
  func saw<Number: Carrier>(
    _ numbers: UnsafeBufferPointer<Number>, columns: Int, counted: ((Int) -> Int)?, scale: Double,
    at site: Site
  ) -> SiteComparison?
}

extension PassRecord {
  /// The gradients that were rounded in a pass and compared with a reference's that are not all 0; an operand
  /// that enters a product as it is was rounded, and is listed, where it arose.
  ///
  /// - Parameter vanishing: gradients to leave out, see ``Transformer/vanishingGradients``.
  public func comparedGradients(except vanishing: Set<Site>) -> [SiteStatistics] {
    sites.filter { statistics in
      statistics.site.pass != .forward && statistics.counts.elements > 0
        && !vanishing.contains(statistics.site)
        && (statistics.comparison?.sums.squaresOfReference ?? 0) > 0
    }
  }
}

extension [SiteStatistics] {
  /// The numbers of all of these sites as one vector, against the reference's; nil where none was compared.
  public var together: SiteComparison? {
    let comparisons = compactMap(\.comparison)
    guard !comparisons.isEmpty else { return nil }
    return comparisons.reduce(into: SiteComparison()) { $0.append($1) }
  }
}

extension KernelEngine {
  /// Shows a matrix to the witness.
  func show(
    _ matrix: Matrix<Number>, counted: ((Int) -> Int)? = nil, scale: Double = 1, at site: Site
  ) {
    guard let witness else { return }
    let comparison = matrix.elements.withUnsafeBufferPointer {
      witness.saw($0, columns: matrix.columns, counted: counted, scale: scale, at: site)
    }
    if let comparison { add(comparison, at: site) }
  }

  /// Adds a comparison.
  func add(_ comparison: SiteComparison, at site: Site) {
    record.update(site) { statistics in
      var sum = statistics.comparison ?? SiteComparison()
      sum.append(comparison)
      statistics.comparison = sum
    }
  }
}
