/// A sampled value and its standard error; nil where there is none: no value has an empty denominator,
/// and no error is known where the draw shows no spread.
struct Estimate: Hashable, Sendable {
  var value: Double?
  var standardError: Double?

  /// A share of n independent draws: √(p(1 − p)/n). None of them or all of them say nothing about
  /// the error.
  init(count: Int, of total: Int) {
    guard total > 0 else { return }
    let share = Double(count) / Double(total)
    value = share
    guard count > 0, count < total else { return }
    standardError = (share * (1 - share) / Double(total)).squareRoot()
  }

  /// A function of sums over batches of independent draws: its value on all of them, and the
  /// jackknife's standard error, from leaving out one batch at a time (Efron and Stein 1981),
  /// √((B − 1)/B · Σ(θ₋ᵢ − mean θ₋)²); none where all batches give one value.
  init<Sums: AdditiveArithmetic>(batches: [Sums], _ function: (Sums) -> Double?) {
    let total = batches.reduce(Sums.zero, +)
    value = function(total)
    let others = batches.compactMap { function(total - $0) }
    guard value != nil, others.count == batches.count, others.count > 1 else { return }
    let count = Double(others.count)
    let mean = others.reduce(0, +) / count
    let squares = others.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard squares > 0 else { return }
    standardError = ((count - 1) / count * squares).squareRoot()
  }
}
