import FloatFormats
import FuzzInput
import Inspection

/// What `gradual inspect` does with a hook's file.
FuzzInput.run(suffix: ".jsonl") { path in
  let summary = try HookSummary(path)
  for format in [NamedFormat.binary16, .e4m3fn, .e8m0fnu] {
    _ = summary.lossScales(in: format.format)
    for row in summary.rows {
      _ = row.counts.flushed(in: format.format)
      _ = row.counts.overflowed(in: format.format)
      _ = row.counts.subnormal(in: format.format)
    }
  }
}
