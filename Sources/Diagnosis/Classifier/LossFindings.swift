extension RunSummary {
  /// An observation of the training loss.
  func lossFinding(_ observation: Observation) -> Finding {
    let losses = self[.loss]
    guard losses.count > 0 else { return .missing("loss") }
    func finding(_ holds: Bool) -> Finding {
      Finding(
        holds, "loss", deathText, deathMeaning, line: (deaths.firstDead ?? losses.first)?.line)
    }
    switch observation {
    case .lossIsDead: return finding(deaths.dead == deaths.count)
    case .lossIsAlive: return finding(deaths.dead == 0)
    case .lossDiesForGood where mayHaveBegunAlive:
      return .missing("loss", "\(losses.first?.text ?? "nan") in a first record of several steps")
    case .lossDiesForGood:
      return finding(deaths.aliveAtFirst > 0 && !deaths.recovers && deaths.deadAtLast >= 2)
    case .lossDiesAtOnce: return diesAtOnce
    case .lossDiesAtTimes: return finding(deaths.recovers)
    case .lossIsNotFinite: return finding(losses.nonFinite > 0)
    case .lossDeclinesToZero: return declinesToZero
    case .lossFalls, .lossIsFlat: return trendFinding(observation)
    default: return .missing("loss")
    }
  }

  /// What the loss does, of all records.
  private var deathMeaning: String {
    if deaths.dead == 0 { return "finite and not 0, at every record" }
    if deaths.recovers { return "dead at times, and alive again after that" }
    if deaths.aliveAtFirst > 0 {
      return "alive at first, then dead to the end"
        + (deaths.firstDead.map { " from \(place($0))" } ?? "")
    }
    return self[.loss].zeros > 0
      ? "what a window of NaN prints (logging_nan_inf_filter is on by default), and a true 0"
      : "the loss itself is not finite"
  }

  /// Whether losses before the first record may have been finite: a printed NaN tells of some step of its
  /// window, a printed 0 of all.
  private var mayHaveBegunAlive: Bool {
    guard let first = self[.loss].first else { return false }
    return deaths.dead == deaths.count && !first.value.isFinite && first.step != 1
  }

  /// Whether the loss dies within the first updates.
  private var diesAtOnce: Finding {
    if let alive = deaths.lastAlive, deaths.dead > 0 {
      return Finding(
        deaths.aliveAtFirst <= 3 && !deaths.recovers, "loss",
        "\(alive.text) before it dies at record \(deaths.aliveAtFirst + 1)",
        "\(deaths.aliveAtFirst) records went before, each with its updates")
    }
    if mayHaveBegunAlive {
      return .missing(
        "loss", "\(self[.loss].first?.text ?? "nan") in a first record of several steps")
    }
    return Finding(false, "loss", deathText, "no update went before its first record")
  }

  /// Whether the losses before the first printed 0 lead there: under 0.01, where an abrupt end comes from an
  /// ordinary loss.
  private var declinesToZero: Finding {
    let losses = self[.loss]
    guard losses.zeros > 0 else {
      return Finding(false, "loss", deathText, "never 0")
    }
    guard let alive = deaths.lastAlive else { return .missing("loss", deathText) }
    return Finding(
      losses.nonFinite == 0 && abs(alive.value) < 0.01, "loss",
      "\(alive.text) before the first \(deaths.firstDead?.text ?? "0")",
      abs(alive.value) < 0.01 ? "it goes down to 0" : "it does not go down to 0: it breaks off",
      line: alive.line)
  }

  private func trendFinding(_ observation: Observation) -> Finding {
    guard let (first, last, error) = trend.quarters else {
      return .missing("loss", "\(trend.isEmpty ? "no" : "too few") losses for a trend")
    }
    let seen = "mean \(short(first)) in the first quarter, \(short(last)) in the last"
    guard trend.direction != .isUnclear else {
      return .missing("loss", seen + ", standard error \(short(error)): no trend to tell")
    }
    let holds = trend.direction == (observation == .lossFalls ? .falls : .isFlat)
    let meaning =
      switch trend.direction {
      case .falls: "it falls"
      case .rises: "it rises"
      case .isFlat: "it stands still within 1 %"
      case .isUnclear: ""
      }
    return Finding(holds, "loss", seen, meaning)
  }

  /// How many losses are dead, by the text they have.
  var deathText: String {
    let losses = self[.loss]
    var parts: [String] = []
    if losses.zeros > 0 {
      parts.append("\(losses.firstZero?.text ?? "0") in \(losses.zeros)/\(losses.count)")
    }
    if losses.nans > 0 { parts.append("nan in \(losses.nans)/\(losses.count)") }
    if losses.infinities > 0 { parts.append("inf in \(losses.infinities)/\(losses.count)") }
    if !parts.isEmpty { return parts.joined(separator: ", ") }
    guard let first = losses.first, let last = losses.last else { return "none" }
    return losses.count == 1 ? first.text : "\(first.text) to \(last.text), \(losses.count) records"
  }

  /// Where a reading stands: its step, else its line.
  func place(_ place: Series.Place) -> String {
    place.step.map { "step \($0)" } ?? "line \(place.line)"
  }
}
