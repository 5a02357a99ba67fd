extension RunSummary {
  /// Whether no update was taken from the log's first record to its last.
  ///
  /// The scheduler takes a step only with the optimiser: a rate that moves tells of updates. A rate that
  /// stands still tells of none unless the schedule is constant, which is why that is inferred from the
  /// rate's digits alone.
  var everyUpdateIsSkipped: Finding {
    let none = "no update is taken: a loss scaler skips every step"
    if let last = scale.last, skipsToTheEnd,
      scale.collapses || scale.fallsAlways && !hasScaleOfNotices
    {
      return Finding(
        true, "loss_scale", "falls \(scale.falls) times, to \(last.text)", none, line: last.line)
    }
    if rate.behaviour == .advances {
      return Finding(
        false, "learning_rate", "moves in \(rate.moves) of \(rate.count - 1) places",
        "the scheduler advances, and so does the optimiser: updates are taken",
        line: self[.learningRate].first?.line)
    }
    if skipped > 0, skipsToTheEnd, let steps, skipped >= steps.upperBound {
      return Finding(
        true, "skipped updates", "\(skipped) by step \(steps.upperBound)", none)
    }
    let text = self[.learningRate].first?.text ?? ""
    let count = "\(rate.count)/\(rate.count)"
    switch rate.behaviour {
    case .isZero:
      return Finding(
        true, "learning_rate", "\(text), \(count)",
        "no scheduler step in warm-up: a loss scaler skips every update (or the rate is set to 0)",
        inferred: true, line: self[.learningRate].first?.line)
    case .standsStill:
      return Finding(
        true, "learning_rate", "\(text), \(count)",
        "no scheduler step on the way of a warm-up or a decay: a loss scaler skips every update",
        inferred: true, line: self[.learningRate].first?.line)
    case .isConstant:
      return .missing("learning_rate", "\(text), \(count), as a constant schedule has it")
    case .warmsUp: return .missing("learning_rate", "rises, then constant")
    case .standsStillAtTimes:
      return Finding(
        false, "learning_rate", "moves in \(rate.moves) of \(rate.count - 1) places",
        "some updates are taken", line: self[.learningRate].first?.line)
    case .isUnknown, .advances: break
    }
    if scale.count >= 2, scale.falls == 0, let last = scale.last {
      return Finding(
        false, "loss_scale", "\(last.text), never falls", "no update is skipped", line: last.line)
    }
    return .missing("learning_rate", rate.count == 0 ? "" : "one record")
  }

  /// Whether the log shows that some updates were skipped, but not all.
  var someUpdatesAreSkipped: Finding {
    if everyUpdateIsSkipped.holds == true {
      return Finding(false, "skipped updates", "all", "no update is taken")
    }
    if skipped > 0 {
      return Finding(
        true, "skipped updates", "\(skipped)", "a loss scaler skips steps with overflow",
        line: self[.skippedSteps].first?.line)
    }
    if scale.falls > 0, let last = scale.last {
      return Finding(
        true, "loss_scale", "falls \(scale.falls) times, to \(last.text)",
        "each fall is an update that is skipped", line: last.line)
    }
    if rate.behaviour == .standsStillAtTimes {
      return Finding(
        true, "learning_rate", "stands still in \(rate.count - 1 - rate.moves) places",
        "the scheduler waits for updates that are skipped", inferred: true)
    }
    if scale.count >= 2 {
      return Finding(false, "loss_scale", "never falls", "no update is skipped")
    }
    return Finding(false, "skipped updates", "none in this log", "")
  }

  /// Whether the log's loss scales stand in notices of skipped updates alone, which never show it rest.
  private var hasScaleOfNotices: Bool { skipNotices > 0 && skipNotices >= scale.count }

  /// Whether updates are skipped up to the last record, where any is known to be.
  private var skipsToTheEnd: Bool { skipped == 0 || trainingRecordsSinceSkip <= 1 }

  /// How overflows go on: whether the scale falls to the end, or finds its level.
  func scaleFinding(_ observation: Observation) -> Finding {
    if hasScaleOfNotices {
      return scaleFinding(
        observation, falls: scale.falls >= 4 && 8 * trainingRecordsSinceSkip < trainingRecords,
        rests: 2 * trainingRecordsSinceSkip >= trainingRecords)
    }
    if scale.count >= 4 {
      return scaleFinding(observation, falls: scale.keepsFalling, rests: scale.settles)
    }
    let norms = self[.gradNorm]
    guard observation == .overflowsSettle, norms.nonFinite > 0, let last = norms.lastNonFinite
    else {
      return .missing("loss_scale")
    }
    // A scaler tries a higher scale after 2000 steps at most, so that one in twenty is ordinary.
    let areRare = 20 * norms.nonFinite <= norms.count || 2 * last.index < norms.count
    return Finding(
      areRare, "grad_norm",
      "not finite in \(norms.nonFinite)/\(norms.count), last at \(place(last))",
      areRare ? "rare, or over: a loss scale finds its level so" : "again and again, to the end",
      inferred: true, line: last.line)
  }

  private func scaleFinding(_ observation: Observation, falls: Bool, rests: Bool) -> Finding {
    let seen =
      "falls \(scale.falls) times, rises \(scale.rises) times, to \(scale.last?.text ?? "none")"
    return observation == .scaleKeepsFalling
      ? Finding(
        falls, "loss_scale", seen,
        falls
          ? "no scale is low enough: what is not finite is not made by the scale"
          : "it finds a level",
        line: scale.last?.line)
      : Finding(
        rests, "loss_scale", seen,
        rests ? "the scale has found its level" : "it falls in the second half of the log too",
        line: scale.last?.line)
  }
}
