import FloatFormats
import FuzzInput
import Inspection

/// What `gradual inspect` does with a .safetensors file.
FuzzInput.run(suffix: ".safetensors") { path in
  let run = try InspectionRun(files: [path], formats: [.binary16, .e4m3fn])
  let result = try run.run(threads: 1)
  _ = (result.csv, result.markdown)
}
