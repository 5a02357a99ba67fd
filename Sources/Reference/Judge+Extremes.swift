import FloatFormats

/// Results that are no ordinary number of the format.
extension Judge {
  func zero(isNegative: Bool, _ flags: ExceptionFlags) -> Verdict {
    Verdict(isNegative && values.format.hasNegativeZero ? values.signBit : 0, flags)
  }

  /// A finite result beyond the largest number.
  func overflow(_ rounding: Rounding, _ policy: OverflowPolicy) -> Verdict {
    let isNegative = finding.isNegative
    if isNegative && !values.format.isSigned { return belowZero(policy) }
    let flags = finding.flags.union([.overflow, .inexact])
    switch policy {
    case .saturate, .saturateFinite: return largest(flags)
    case .nan: return nanOrLargest(flags)
    case .ieee:
      let staysFinite =
        switch rounding {
        case .mode(.towardZero), .mode(.odd): true
        case .mode(.towardPositive): isNegative
        case .mode(.towardNegative): !isNegative
        default: false
        }
      return staysFinite ? largest(flags) : infinityOrNaN(flags)
    }
  }

  /// An infinite result.
  func infinity(_ policy: OverflowPolicy, _ flags: ExceptionFlags) -> Verdict {
    if finding.isNegative && !values.format.isSigned { return belowZero(policy, flags) }
    let isRepresented = values.format.hasInfinity || flags.contains(.divisionByZero)
    let raised = isRepresented ? flags : flags.union(.invalid)
    switch policy {
    case .saturate: return largest(raised)
    case .nan: return nanOrLargest(raised)
    case .ieee, .saturateFinite: return infinityOrNaN(raised)
    }
  }

  /// A NaN, or what the format has for it.
  func nan(isNegative: Bool, _ flags: ExceptionFlags) -> Verdict {
    if let code = values.quietNaN { return Verdict(code, flags, isNaN: true) }
    let raised = flags.union(.invalid)
    switch values.format.nanSubstitute {
    case .zero: return Verdict(0, raised)
    case .zeroOfOppositeSign: return zero(isNegative: !isNegative, raised)
    case .largest:
      return Verdict(values.largestCode | (isNegative ? values.signBit : 0), raised)
    }
  }

  /// A zero result where there is no zero.
  func missingZero(
    isNegative: Bool, _ policy: OverflowPolicy, _ flags: ExceptionFlags
  ) -> Verdict {
    if isNegative && !values.format.isSigned { return belowZero(policy) }
    if policy == .ieee || policy == .nan, let code = values.quietNaN {
      return Verdict(code, flags, isNaN: true)
    }
    return Verdict(isNegative ? values.signBit : 0, flags)
  }

  /// A number below zero where there is no sign. The flags that its size would raise are not raised.
  func belowZero(_ policy: OverflowPolicy, _ operation: ExceptionFlags? = nil) -> Verdict {
    let flags = (operation ?? finding.flags).union(.invalid)
    if policy == .ieee || policy == .nan, let code = values.quietNaN {
      return Verdict(code, flags, isNaN: true)
    }
    return Verdict(0, flags)
  }

  private func largest(_ flags: ExceptionFlags) -> Verdict {
    Verdict(values.largestCode | (finding.isNegative ? values.signBit : 0), flags)
  }

  private func nanOrLargest(_ flags: ExceptionFlags) -> Verdict {
    if let code = values.quietNaN { return Verdict(code, flags, isNaN: true) }
    return largest(flags)
  }

  private func infinityOrNaN(_ flags: ExceptionFlags) -> Verdict {
    guard values.format.hasInfinity else { return nanOrLargest(flags) }
    return Verdict(values.infinityCode | (finding.isNegative ? values.signBit : 0), flags)
  }
}
