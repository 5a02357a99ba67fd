import JSON
import Reporting

extension InspectionResult {
  /// What a format does to arrays, as a table: all together, then the worst ones.
  ///
  /// - Parameters:
  ///   - format: the place of a format.
  ///   - top: how many arrays; nil for all.
  public func table(_ format: Int, top: Int? = nil) -> Table {
    let order = worstFirst(in: format)
    if case .blocks = formats[format] {
      return blockTable(format, order.prefix(top ?? order.count))
    }
    return Table(
      caption: "\(formats[format].name), the worst first: what rounding to nearest does",
      columns: [
        Table.Column("array"), Table.Column("type"), Table.Column("numbers"), Table.Column("zeros"),
        Table.Column("NaN, inf"), Table.Column("overflowed"), Table.Column("flushed"),
        Table.Column("subnormal"), Table.Column("room above", unit: "binades"),
        Table.Column("room below", unit: "binades"), Table.Column("energy lost"),
        Table.Column("1 − cosine"), Table.Column("SQNR", unit: "dB"), Table.Column("best scale"),
        Table.Column("flushed then"), Table.Column("SQNR then", unit: "dB"),
      ],
      rows: [fields(all, format)]
        + order.prefix(top ?? order.count).map { fields(arrays[$0], format) })
  }

  private func fields(_ array: TensorFinding, _ format: Int) -> [Table.Field] {
    let finding = array.formats[format]
    func share(_ count: UInt64?) -> Table.Field {
      guard let count, array.nonzero > 0 else { return .empty }
      return .number(Double(count) / Double(array.nonzero))
    }
    func fixed(_ value: Double?) -> Table.Field { value.map { .fixed($0, places: 1) } ?? .empty }
    func ratio(_ numbers: RoundedNumbers?) -> Table.Field {
      guard let value = numbers?.signalToNoise else { return .empty }
      return value.isInfinite ? .text("exact") : .fixed(value, places: 1)
    }
    let plain = finding.unscaled
    return [
      .text(array.name), .text(array.type), .integer(Int(clamping: array.elements)),
      .integer(Int(clamping: array.zeros)),
      .integer(Int(clamping: array.nans + array.infinities)), share(plain.overflowed),
      share(plain.flushed), share(plain.subnormal), fixed(finding.headroomAbove),
      fixed(finding.headroomBelow), plain.energyLost.map { .number($0) } ?? .empty,
      plain.cosine.map { .number(1 - $0) } ?? .empty, ratio(plain),
      finding.bestScaleExponent.map { .text($0 == 0 ? "1" : "2^\($0)") } ?? .empty,
      share(finding.scaled?.flushed), ratio(finding.scaled),
    ]
  }

  private func blockTable(_ format: Int, _ order: ArraySlice<Int>) -> Table {
    Table(
      caption: "\(formats[format].name), the worst first: what rounding in blocks does",
      columns: [
        Table.Column("array"), Table.Column("type"), Table.Column("numbers"), Table.Column("zeros"),
        Table.Column("NaN, inf"), Table.Column("NaN blocks"), Table.Column("saturated"),
        Table.Column("flushed"), Table.Column("subnormal"), Table.Column("energy lost"),
        Table.Column("1 − cosine"), Table.Column("SQNR", unit: "dB"),
        Table.Column("worst block"), Table.Column("its SQNR", unit: "dB"),
      ],
      rows: [blockFields(all, format)] + order.map { blockFields(arrays[$0], format) })
  }

  private func blockFields(_ array: TensorFinding, _ format: Int) -> [Table.Field] {
    let (numbers, blocks) = (array.formats[format].unscaled, array.formats[format].blocks)
    func share(_ count: UInt64) -> Table.Field {
      array.nonzero > 0 ? .number(Double(count) / Double(array.nonzero)) : .empty
    }
    func ratio(_ value: Double?) -> Table.Field {
      guard let value else { return .empty }
      return value.isInfinite ? .text("exact") : .fixed(value, places: 1)
    }
    return [
      .text(array.name), .text(array.type), .integer(Int(clamping: array.elements)),
      .integer(Int(clamping: array.zeros)),
      .integer(Int(clamping: array.nans + array.infinities)),
      .integer(Int(clamping: blocks?.nanBlocks ?? 0)), share(numbers.overflowed),
      share(numbers.flushed), share(numbers.subnormal),
      numbers.energyLost.map { .number($0) } ?? .empty,
      numbers.cosine.map { .number(1 - $0) } ?? .empty, ratio(numbers.signalToNoise),
      blocks?.worst.map { .integer($0.block) } ?? .empty, ratio(blocks?.worst?.signalToNoise),
    ]
  }

  /// All tables, under each other.
  public var markdown: String {
    formats.indices.map { "**\(table($0).caption)**\n\n\(table($0).markdown)" }
      .joined(separator: "\n")
  }

  /// The signal-to-noise ratio of every array in every format, in the order of the files: as the numbers are, and
  /// scaled by what loses least. What does not change has no mark.
  public var figure: Figure {
    let names = formats.map(\.name)
    var values: [JSONValue] = []
    for (place, array) in arrays.enumerated() {
      for (name, finding) in zip(names, array.formats) {
        for (scale, numbers) in [("as they are", finding.unscaled), ("best scale", finding.scaled)]
        {
          guard let ratio = numbers?.signalToNoise, ratio.isFinite else { continue }
          values.append([
            "place": .integer(place + 1), "array": .string(array.name), "format": .string(name),
            "numbers": .string(scale), "dB": .number(NumberText.rounded(ratio, digits: 4)),
          ])
        }
      }
    }
    let tooltip = ["array", "format", "dB"].map { field -> JSONValue in ["field": .string(field)] }
    return Figure(
      name: "signal-to-noise",
      caption:
        "What rounding to nearest leaves of every array's numbers, in the order of the files.",
      alternative: "Signal-to-noise ratios in decibels by array, a colour for each of "
        + names.joined(separator: ", ") + ", without and with the scale that loses least.",
      specification: [
        "data": ["values": .array(values)], "width": 640, "height": 240,
        "mark": ["type": "point", "filled": true, "size": 24],
        "encoding": [
          "row": [
            "field": "numbers", "type": "nominal", "title": nil,
            "sort": ["as they are", "best scale"],
          ],
          "x": ["field": "place", "type": "quantitative", "title": "array, in the files' order"],
          "y": ["field": "dB", "type": "quantitative", "title": "signal to rounding noise, dB"],
          "color": Theme.colour("format", names), "tooltip": .array(tooltip),
        ],
      ])
  }
}
