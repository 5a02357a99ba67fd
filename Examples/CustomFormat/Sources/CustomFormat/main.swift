import FloatFormats
import Kernels
import MyFormat
import Studies

// An array: cast to the format, with counts of what that did to it.
let gradients: [Float] = [0.1, -1.5e-4, 1000, 0, 3, 0.02]
let cast = try ArrayCast<Float>(to: MyFormat.format, RoundingContext(.nearestEven))
print("cast:", cast.values(gradients))

// A study: how many terms of mean 0.1 and deviation 1 an accumulator of the format can add up.
let study = AccumulationStudy()
let configuration = try Configuration(
  axes: study.axes,
  settings: [
    "terms": ["gaussian(0.1)"], "format": [MyFormat.spelling], "n": ["2^10"], "control": ["none"],
    "accumulator": ["fp32", "per-operation(\(MyFormat.spelling))"],
  ])
let folder = CommandLine.arguments.dropFirst().first ?? "runs/custom-format"
let run = try RunFolder(planning: study, configuration, at: folder)
_ = try run.run(threads: 2)
print(try run.merge().results.rows.count, "rows in \(folder)/results.csv")
