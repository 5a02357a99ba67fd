import FloatFormats
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
    if witness != nil {
      // What is told of these numbers are statistics, for which the reciprocal is near enough.
      show(
        overColumns.multiplied(overRows: false).numbers, scale: 1 / overColumns.tensorScale,
        at: site)
    }
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
    guard let cast = BlockCast(rounding, largest: largest(of: numbers, for: rounding)) else {
      return ScaledMatrix(numbers)
    }
    let (rows, columns) = (numbers.rows, numbers.columns)
    let isPromoted = cast.isPromoted
    var result = Matrix<Number>(
      rows: rows, columns: columns,
      format: isPromoted ? rounding.format : Number.carrierFormat)
    let (sums, terms) = overRows ? (columns, rows) : (rows, columns)
    let blocks = (terms + cast.scale.length - 1) / cast.scale.length
    var divisors = [Float](repeating: 0, count: isPromoted ? blocks * sums : 0)
    // Over columns a row is one sum's terms; over rows some columns are those of as many sums.
    let width = overRows ? cast.widthAtOnce : 1
    let tasks = overRows ? (columns + width - 1) / width : rows
    let counts = numbers.elements.withUnsafeBufferPointer { source in
      result.elements.withUnsafeMutableBufferPointer { target in
        divisors.withUnsafeMutableBufferPointer { divisors in
          let (source, target) = (SharedMemory(reading: source), SharedMemory(target))
          let divisors = SharedMemory(divisors)
          return Tasks.results(of: tasks, threads: options.threads, CastCounts()) { task in
            guard let from = source.base, let to = target.base else { return CastCounts() }
            let sum = task * width
            let start = overRows ? sum : sum * columns
            let lines =
              overRows
              ? BlockLines(count: rows, width: min(width, columns - sum), stride: columns)
              : BlockLines(count: columns, width: 1, stride: 1)
            return cast.cast(
              from + start, into: to + start, lines,
              found: { block, lane, divisor in
                guard isPromoted else { return }
                divisors.base?[block * sums + sum + lane] = Float(divisor)
              },
              isCounting: true
            ) { start + $0 * lines.stride + $1 }
          }
        }
      }
    }
    add(counts.reduce(into: CastCounts()) { $0.append($1) }, at: site)
    let scaled = ScaledMatrix(
      result, tensorScale: cast.scale.tensorScale,
      tiles: isPromoted
        ? TileScales(
          divisors: divisors, lanes: sums, accumulator: rounding.binding.accumulator) : nil)
    if options.countsBinades {
      addBinades(of: scaled.multiplied(overRows: overRows).numbers, at: site)
    }
    return scaled
  }

  /// The largest finite magnitude, where a tensor's scale is made of it.
  private func largest(of numbers: Matrix<Number>, for rounding: SiteRounding<Number>) -> Double {
    guard rounding.binding.scaling.blocks?.hasTensorScale ?? false else { return 0 }
    return numbers.elements.reduce(0) { $1.isFinite ? max($0, Double($1.magnitude)) : $0 }
  }
}

extension KernelEngine {
  /// The product of an operand in tiles with another in tiles; nil where not both are in tiles, and where
  /// their accumulators do not go together, which fails.
  ///
  /// - Parameters:
  ///   - overRows: whether it sums over the operand's rows.
  ///   - other: how the other operand's tiles are summed; nil where it has none.
  ///   - format: the other operand's.
  func tiled(
    _ a: ScaledMatrix<Number>, overRows: Bool, _ other: AccumulatorModel?, _ format: FloatFormat,
    _ job: ProductJob<Number>, at site: Site
  ) -> TiledProduct<Number>? {
    guard let own = a.tiles?.accumulator, let other else { return nil }
    let error = PolicyError(
      policy: policy.name, tilesOf: own, other, job.rounding.binding.accumulator, at: site)
    if let error {
      fail(error)
      return nil
    }
    do {
      return try TiledProduct(
        product(own, a.numbers.format, format, at: site), a, isTransposed: overRows,
        isCounting: job.isCounting)
    } catch {
      preconditionFailure("a carrier holds binary32's numbers")
    }
  }
}

extension PolicyError {
  /// Operands of attention's products are cut into heads, and may not be scaled in blocks.
  init(policy: String, attentionOperand site: Site, _ scaling: OperandScaling) {
    self.init(
      policy: policy, field: "scaling",
      value: "\(scaling.name) for \(site.path), role \(site.role.rawValue)",
      expected: OperandScaling.wholeNames.joined(separator: ", ") + " for operands of attention")
  }

  /// Accumulators of a product of operands in tiles that do not go together; nil where they do.
  /// - Parameters:
  ///   - first, second: how the operands' tiles are summed.
  ///   - outer: of the product's site.
  init?(
    policy: String, tilesOf first: AccumulatorModel, _ second: AccumulatorModel,
    _ outer: AccumulatorModel, at site: Site
  ) {
    let (value, expected): (String, String)
    if first != second {
      (value, expected) = (
        "\(first.name) and \(second.name) for operands of", "one accumulator for both, in tiles"
      )
    } else if first.isStochastic {
      (value, expected) = ("\(first.name) for operands of", "one without random bits, in tiles")
    } else if outer != .fp32 {
      (value, expected) = ("\(outer.name) for", "fp32, which adds up the sums of tiles")
    } else {
      return nil
    }
    self.init(
      policy: policy, field: "accumulator",
      value: "\(value) \(site.path), pass \(site.pass.rawValue)", expected: expected)
  }
}
