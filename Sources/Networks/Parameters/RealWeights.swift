import ModelShapes
import TensorFiles

/// The parameters of a Hugging Face folder, read from its safetensors files as they are needed.
public struct RealWeights: WeightSource {
  private let places: [Parameter: (tensor: SafetensorsTensor, place: TensorPlace)]
  private let recent = RecentTensors()

  /// The parameters of a model in a folder's files.
  ///
  /// - Throws: `FileError` for files that cannot be read, and about the first tensor that is missing, or
  ///   has another shape than the model's parameter, or is not of numbers.
  public init(_ folder: SafetensorsFolder, of model: Transformer) throws(FileError) {
    let naming = TensorNaming(model.shape)
    var tensors: [String: SafetensorsTensor] = [:]
    for tensor in folder.tensors { tensors[tensor.entry.name] = tensor }
    var places: [Parameter: (SafetensorsTensor, TensorPlace)] = [:]
    for parameter in model.parameters {
      let place = naming.place(of: parameter, in: model.shape)
      // A file of the bare model has names without the first component.
      let bare = place.tensor.split(separator: ".").dropFirst().joined(separator: ".")
      guard let tensor = tensors[place.tensor] ?? tensors[bare] else {
        throw FileError(
          file: folder.path, field: "tensor \(place.tensor)", value: "missing",
          valid: "a tensor for \(parameter.path)")
      }
      let shape = place.shape(of: parameter)
      guard tensor.entry.shape == shape else {
        throw FileError(
          file: tensor.path, field: "tensor \(place.tensor): shape",
          value: "\(tensor.entry.shape)", valid: "\(shape), as config.json has it")
      }
      // Finds out whether elements are numbers.
      try withOneElement { (one) throws(FileError) in try tensor.read(0..<1, into: one) }
      places[parameter] = (tensor, place)
    }
    self.places = places
  }

  /// A parameter's elements.
  /// - Precondition: the parameter is of the model that the weights are of.
  public func elements(of parameter: Parameter) -> any ParameterElements {
    guard let (tensor, place) = places[parameter] else {
      preconditionFailure("\(parameter.path) is not a parameter of the weights' model")
    }
    recent.reads(tensor)
    return RealElements(parameter: parameter, tensor: tensor, place: place)
  }
}

private func withOneElement(
  _ body: (UnsafeMutableBufferPointer<Double>) throws(FileError) -> Void
) throws(FileError) {
  var one = 0.0
  let failure = withUnsafeMutablePointer(to: &one) { pointer -> FileError? in
    do throws(FileError) {
      try body(UnsafeMutableBufferPointer(start: pointer, count: 1))
      return nil
    } catch { return error }
  }
  if let failure { throw failure }
}

private struct RealElements: ParameterElements {
  let parameter: Parameter
  let tensor: SafetensorsTensor
  let place: TensorPlace

  func fill(
    _ target: UnsafeMutableBufferPointer<Float>, rows: Range<Int>, columns: Range<Int>,
    transposed: Bool
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: target.count) { wide in
      wide.initialize(repeating: 0)
      fill(wide, rows: rows, columns: columns, transposed: transposed)
      for index in target.indices { target[index] = Float(wide[index]) }
    }
  }

  func fill(
    _ target: UnsafeMutableBufferPointer<Double>, rows: Range<Int>, columns: Range<Int>,
    transposed: Bool
  ) {
    let isVector = TensorPlace.isVector(parameter)
    // What varies over the tensor's outputs, and over its inputs.
    let (outputs, inputs) = isVector ? (columns, 0..<1) : (rows, columns)
    let width = isVector ? 1 : place.isTransposed ? place.outputs : parameter.columns
    /// Where an element goes.
    func index(_ output: Int, _ input: Int) -> Int {
      let (i, j) = (output - outputs.lowerBound, input - inputs.lowerBound)
      return isVector || !transposed ? i * inputs.count + j : j * outputs.count + i
    }
    if place.isTransposed && !isVector {
      for input in inputs {
        var output = outputs.lowerBound
        while output < outputs.upperBound {
          let run = min(place.run(from: output), outputs.upperBound - output)
          let first = input * width + place.output(output)
          read(first..<first + run) { target[index(output + $0, input)] = $1 }
          output += run
        }
      }
    } else {
      for output in outputs {
        let first = place.output(output) * width + inputs.lowerBound
        read(first..<first + inputs.count) {
          target[index(output, inputs.lowerBound + $0)] = $1
        }
      }
    }
  }

  /// Reads elements that lie side by side.
  private func read(_ range: Range<Int>, _ store: (Int, Double) -> Void) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: range.count) { numbers in
      do { try tensor.read(range, into: numbers) } catch {
        preconditionFailure("elements were found to be numbers when the folder was opened")
      }
      for (index, number) in numbers.enumerated() { store(index, number) }
    }
  }
}
