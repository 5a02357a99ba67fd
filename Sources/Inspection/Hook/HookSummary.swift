import FloatFormats
import TensorFiles

/// What a hook file tells of a run: where it first was not finite, and what the numbers of every module were.
public struct HookSummary: Sendable {
  /// The numbers of one module in one pass, over all steps, calls and outputs.
  public struct Row: Equatable, Sendable {
    /// The module's name; in the pass `parameter` the parameter's.
    public let module: String
    /// The pass.
    public let pass: HookPass
    /// As the run had them, times the loss scale in the passes that have it.
    public fileprivate(set) var counts = BinadeCounts()
    /// Without the loss scale, as far as it was told, to within a binade.
    public fileprivate(set) var unscaled = BinadeCounts()
    /// In how many tensors something was not finite.
    public fileprivate(set) var badTensors = 0
  }

  /// An extreme number, and where it was.
  public struct Extreme: Equatable, Sendable {
    /// The magnitude, as the run had it.
    public let magnitude: Double
    /// The module.
    public let module: String
    /// The step.
    public let step: Int
  }

  /// What one pass had over all modules and steps.
  public struct PassSummary: Equatable, Sendable {
    /// The numbers.
    public fileprivate(set) var counts = BinadeCounts()
    /// The first of the largest finite numbers; nil where all are 0.
    public fileprivate(set) var largest: Extreme?
    /// The first of the least numbers other than 0, likewise.
    public fileprivate(set) var least: Extreme?
    /// The first tensor, in the order of the run, with an infinity or a NaN.
    public fileprivate(set) var firstBad: HookTensor?
  }

  /// What was met in the file.
  public let reading: HookFile.Reading
  /// Every module and pass, in the order in which they came first.
  public let rows: [Row]
  /// The passes that had a tensor.
  public let passes: [HookPass: PassSummary]
  /// The first tensor of the run with an infinity or a NaN, in any pass: a module's outputs come after those of
  /// the modules inside it, so that it is the innermost.
  public let firstBad: HookTensor?
  /// How many steps ended.
  public let steps: Int
  /// How many steps had gradients and no loss scale: it is taken as 1.
  public let stepsWithoutScale: Int

  /// The most modules and passes that are told apart.
  public static let mostRows = 1 << 17

  /// The most binades of all of them together: what a hostile file may cost is bounded.
  public static let mostBinades = 1 << 22

  /// The summary of the hook file at a path.
  ///
  /// - Throws: ``FileError`` as ``HookFile/read(_:_:)`` does, and for a file of too many modules.
  public init(_ path: String) throws(FileError) {
    var sums = Sums(path: path)
    reading = try HookFile.read(path) { (line) throws(FileError) in try sums.add(line) }
    sums.endStep(scale: nil)
    (rows, passes, firstBad) = (sums.rows, sums.passes, sums.firstBad)
    (steps, stepsWithoutScale) = (sums.steps, sums.stepsWithoutScale)
  }

  /// The sums while lines come.
  private struct Sums {
    let path: String
    var rows: [Row] = []
    var passes: [HookPass: PassSummary] = [:]
    var firstBad: HookTensor?
    var steps = 0
    var stepsWithoutScale = 0
    private var binades = 0
    private var places: [HookPass: [String: Int]] = [:]
    /// The step that lines are of, and its gradients, whose scale is told at its end.
    private var step: Int?
    private var waiting: [Int: BinadeCounts] = [:]

    init(path: String) { self.path = path }

    mutating func add(_ line: HookLine) throws(FileError) {
      switch line {
      case .tensor(let tensor): try add(tensor)
      case .step(let end):
        if step != end.step { endStep(scale: nil) }
        endStep(scale: end.lossScale)
        steps += 1
      }
    }

    private mutating func add(_ tensor: HookTensor) throws(FileError) {
      if step != tensor.step { endStep(scale: nil) }
      step = tensor.step
      let place = try place(of: tensor)
      let isBad = tensor.counts.notFinite > 0
      let before = rows[place].counts.binades.count
      rows[place].counts.add(tensor.counts)
      binades += rows[place].counts.binades.count - before
      guard binades <= HookSummary.mostBinades else {
        throw FileError(
          file: path, field: "log2", value: "\(binades) binades of \(rows.count) modules",
          valid: "at most \(HookSummary.mostBinades) in all")
      }
      rows[place].badTensors += isBad ? 1 : 0
      if tensor.pass.isScaled {
        waiting[place, default: BinadeCounts()].add(tensor.counts)
      } else {
        rows[place].unscaled.add(tensor.counts)
      }
      passes[tensor.pass, default: PassSummary()].add(tensor)
      if isBad, firstBad == nil { firstBad = tensor }
    }

    private mutating func place(of tensor: HookTensor) throws(FileError) -> Int {
      if let place = places[tensor.pass]?[tensor.module] { return place }
      guard rows.count < HookSummary.mostRows else {
        throw FileError(
          file: path, field: "module", value: "'\(tensor.module)', one of more than \(rows.count)",
          valid: "at most \(HookSummary.mostRows) modules and passes")
      }
      rows.append(Row(module: tensor.module, pass: tensor.pass))
      places[tensor.pass, default: [:]][tensor.module] = rows.count - 1
      return rows.count - 1
    }

    mutating func endStep(scale: Double?) {
      step = nil
      guard !waiting.isEmpty else { return }
      let scale = scale.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
      if scale == nil { stepsWithoutScale += 1 }
      for (place, counts) in waiting {
        rows[place].unscaled.add(counts.divided(byPowerOfTwo: Int((scale ?? 1).exponent)))
      }
      waiting.removeAll(keepingCapacity: true)
    }
  }
}

extension HookSummary.PassSummary {
  fileprivate mutating func add(_ tensor: HookTensor) {
    counts.add(tensor.counts)
    func extreme(_ magnitude: Double) -> HookSummary.Extreme {
      HookSummary.Extreme(magnitude: magnitude, module: tensor.module, step: tensor.step)
    }
    if tensor.counts.nonzero > 0 {
      if tensor.counts.largest > largest?.magnitude ?? 0 {
        largest = extreme(tensor.counts.largest)
      }
      if tensor.counts.least < least?.magnitude ?? .infinity {
        least = extreme(tensor.counts.least)
      }
    }
    if tensor.counts.notFinite > 0, firstBad == nil { firstBad = tensor }
  }
}
