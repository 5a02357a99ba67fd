import JSON
import Reporting
import Synchronization

@testable import Studies

/// Squares of numbers: small enough to see what the store does to it.
struct TinyStudy: Study {
  let name = "tiny"
  let summary = "Squares of numbers."
  var numericsVersion = 1
  /// Values in each row beyond the columns: a study that breaks the shape of its rows.
  var extraValues = 0
  let axes = [
    Axis(name: "x", kind: .integer(0...1000), defaults: ["1..5+1"], help: "What is squared."),
    Axis(name: "scale", kind: .positive, defaults: ["1", "2^-3"], help: "A factor."),
    Axis(name: "sign", kind: .name(known: ["plus", "minus"]), defaults: ["plus"], help: "A sign."),
  ]
  let columns = [ResultColumn("x", "The number."), ResultColumn("square", "Its scaled square.")]

  func plan(_ configuration: Configuration) throws(StudyError) -> [Cell] {
    configuration.numbers("x").flatMap { x in
      configuration.numbers("scale").flatMap { scale in
        configuration.texts("sign").map { sign in
          Cell(["x": .number(x), "scale": .number(scale), "sign": .string(sign)])
        }
      }
    }
  }

  func run(_ cell: Cell) throws(StudyError) -> [Row] {
    guard let x = cell.values["x"]?.double, let scale = cell.values["scale"]?.double else {
      throw .badRow(cell: "tiny", reason: "x or scale is missing")
    }
    let square = x * x * scale * (cell.values["sign"] == "minus" ? -1 : 1)
    let row: Row = [.number(x), .number(square)]
    return [row + Array(repeating: .null, count: extraValues)]
  }

  func report(_ results: Results, manifest: Manifest) throws(StudyError) -> Report {
    Report(
      title: "Squares", headlines: ["\(results.rows.count) squares."], scope: "Numbers.",
      sections: [], reproduce: [], notCovered: [], provenance: [])
  }
}
