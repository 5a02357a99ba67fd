import JSON
import Kernels

/// What `show` says of an accumulator.
enum AccumulatorPage {
  /// The model, and each model in it one step further in.
  static func text(_ model: AccumulatorModel) -> String {
    let text = parts(model).map { part in
      let indent = 2 * part.depth
      return Help.wrap("\(part.model.name): \(summary(part.model))", indent: indent)
    }.joined()
    var table = TextTable([.left, .left])
    table.append(["operands", inputs(model).map { $0.joined(separator: " or ") } ?? "any format"])
    table.append(["result", resultName(model)])
    table.append(["random bits", model.isStochastic ? "by a seed" : "none"])
    return text + "\n" + table.text()
  }

  /// The same for programs; `inputs` is null where operands may be of any format.
  static func json(_ model: AccumulatorModel) -> String {
    let value: JSONValue = [
      "name": .string(model.name),
      "parts": .array(
        parts(model).map {
          [
            "depth": .integer($0.depth), "name": .string($0.model.name),
            "summary": .string(summary($0.model)),
          ]
        }),
      "inputs": inputs(model).map { .array($0.map { .string($0) }) } ?? .null,
      "result": .string(resultName(model)), "stochastic": .bool(model.isStochastic),
    ]
    return value.indentedText + "\n"
  }

  /// The model and those in it, outermost first.
  private static func parts(
    _ model: AccumulatorModel, depth: Int = 0
  ) -> [(depth: Int, model: AccumulatorModel)] {
    let inner: [AccumulatorModel] =
      switch model {
      case .chunked(_, let inner, let outer): [inner, outer]
      case .promoted(let inner, _): [inner]
      case .perOperation, .fused, .pairwise, .kahan, .exact, .tensorCore: []
      }
    return [(depth, model)] + inner.flatMap { parts($0, depth: depth + 1) }
  }

  private static func summary(_ model: AccumulatorModel) -> String {
    switch model {
    case .perOperation(let target): "every product and every sum rounded to \(target)"
    case .fused(let target): "one rounding for product and sum, to \(target)"
    case .pairwise(let target): "products, rounded to \(target), in a balanced tree"
    case .kahan(let target): "products, rounded to \(target), with Kahan's compensation"
    case .exact(let target): "the exact sum, rounded once to \(target)"
    case .chunked(let size, _, _): "\(size) terms at a time by the first, their sums by the second"
    case .promoted(_, let size): "\(size) terms at a time, their sums in binary32"
    case .tensorCore(let core): core.summary
    }
  }

  /// The formats that operands may have, nil for any.
  private static func inputs(_ model: AccumulatorModel) -> [String]? {
    model.tensorCores.first.map { $0.input.formats.map(\.name) }
  }

  private static func resultName(_ model: AccumulatorModel) -> String {
    switch model {
    case .perOperation(let target), .fused(let target), .pairwise(let target), .kahan(let target),
      .exact(let target):
      target.formatName
    case .chunked(_, _, let outer): resultName(outer)
    case .promoted: "binary32"
    case .tensorCore(let core):
      switch core.output {
      case .binary32: "binary32"
      case .binary16: "binary16"
      }
    }
  }
}
