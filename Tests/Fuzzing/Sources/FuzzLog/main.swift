import Diagnosis
import FuzzInput

/// What `gradual diagnose` does with a log of any kind.
FuzzInput.run(suffix: ".log") { path in
  let diagnosis = Diagnosis(of: try RunLog(path).summary)
  precondition(diagnosis.verdict != nil || diagnosis.certainty == .cannotTell)
}
