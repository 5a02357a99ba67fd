import Kernels

extension KernelEngine {
  /// Numbers as they enter a product over their columns, and one over their rows.
  /// - Parameters:
  ///   - rounding: in blocks; of the first product's site.
  func operand(
    _ numbers: Matrix<Number>, inBlocks rounding: SiteRounding<Number>, at site: Site
  ) -> Operand<Number> {
    guard site.role == .operand else {
      fail(PolicyError(policy: policy.name, attentionOperand: site, rounding.binding.scaling))
      return Operand(numbers)
    }
    let overColumns = inBlocks(numbers, rounding, overRows: false, at: site)
    show(overColumns.numbers, at: site)
    // What the reference of a comparison does not have is not shown.
    let second = site.entering(.parameterGradient)
    let next = self.rounding(at: second)
    let overRows =
      next.binding.scaling.isInBlocks
      ? inBlocks(numbers, next, overRows: true, at: second)
      : whole(numbers, next, at: second, isShown: false)
    return Operand(overColumns: overColumns, overRows: overRows)
  }

  /// Numbers rounded in blocks along their columns or rows.
  private func inBlocks(
    _ numbers: Matrix<Number>, _ rounding: SiteRounding<Number>, overRows: Bool, at site: Site
  ) -> ScaledMatrix<Number> {
    guard let cast = BlockCast(rounding) else { return ScaledMatrix(numbers) }
    let (rows, columns) = (numbers.rows, numbers.columns)
    var result = Matrix<Number>(rows: rows, columns: columns)
    // Over columns a row is one sum's terms; over rows some columns are those of as many sums.
    let width = overRows ? cast.widthAtOnce : 1
    let tasks = overRows ? (columns + width - 1) / width : rows
    let counts = numbers.elements.withUnsafeBufferPointer { source in
      result.elements.withUnsafeMutableBufferPointer { target in
        let (source, target) = (SharedMemory(reading: source), SharedMemory(target))
        return Tasks.results(of: tasks, threads: options.threads, CastCounts()) { task in
          guard let from = source.base, let to = target.base else { return CastCounts() }
          let start = overRows ? task * width : task * columns
          let lines =
            overRows
            ? BlockLines(count: rows, width: min(width, columns - start), stride: columns)
            : BlockLines(count: columns, width: 1, stride: 1)
          return cast.cast(from + start, into: to + start, lines, isCounting: true) {
            start + $0 * lines.stride + $1
          }
        }
      }
    }
    add(counts.reduce(into: CastCounts()) { $0.append($1) }, at: site)
    addBinades(of: result, at: site)
    return ScaledMatrix(result)
  }
}

extension PolicyError {
  /// Operands of attention's products are cut into heads, and may not be scaled in blocks.
  init(policy: String, attentionOperand site: Site, _ scaling: OperandScaling) {
    self.init(
      policy: policy, field: "scaling",
      value: "\(scaling.rawValue) for \(site.path), role \(site.role.rawValue)",
      expected: OperandScaling.allCases.filter { !$0.isInBlocks }.map(\.rawValue)
        .joined(separator: ", ") + " for operands of attention")
  }
}
