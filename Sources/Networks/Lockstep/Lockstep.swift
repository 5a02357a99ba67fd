import Dispatch
import Kernels
import Synchronization

/// Where passes of one network meet, site by site: the reference pass lends its numbers, and waits until
/// every other pass has compared its own with them. No pass is stored.
final class Lockstep: Sendable {
  /// Numbers that the reference lends until all have seen them.
  struct Loan: Sendable {
    let site: Site
    let columns: Int
    let numbers: Numbers

    /// On either carrier, so that what compares them is compiled for both.
    enum Numbers: Sendable {
      case narrow(SharedMemory<Float>, count: Int)
      case wide(SharedMemory<Double>, count: Int)

      init<Number: Carrier>(_ numbers: UnsafeBufferPointer<Number>) {
        if let narrow = numbers as? UnsafeBufferPointer<Float> {
          self = .narrow(SharedMemory(reading: narrow), count: narrow.count)
        } else if let wide = numbers as? UnsafeBufferPointer<Double> {
          self = .wide(SharedMemory(reading: wide), count: wide.count)
        } else {
          preconditionFailure("carriers are binary32 and binary64")
        }
      }
    }
  }

  private let loan = Mutex<Loan?>(nil)
  /// One for each pass: there is something to see, or nothing any more.
  private let ready: [DispatchSemaphore]
  private let seen = DispatchSemaphore(value: 0)

  /// A meeting of the reference and so many others.
  init(others: Int) { ready = (0..<others).map { _ in DispatchSemaphore(value: 0) } }

  /// Lends numbers, until all have seen them.
  func lend(_ next: Loan) {
    loan.withLock { $0 = next }
    for semaphore in ready { semaphore.signal() }
    for _ in ready { seen.wait() }
  }

  /// Tells all that nothing follows.
  func end() {
    loan.withLock { $0 = nil }
    for semaphore in ready { semaphore.signal() }
  }

  /// Lends the reference's next numbers to a pass; nil at the end.
  func next<Result>(of pass: Int, _ body: (Loan) -> Result) -> Result? {
    ready[pass].wait()
    guard let loan = loan.withLock({ $0 }) else {
      // Whoever asks again is to be told so again.
      ready[pass].signal()
      return nil
    }
    defer { seen.signal() }
    return body(loan)
  }

  /// Looks on until the end: a pass that has failed must not keep the others waiting.
  func leave(_ pass: Int) {
    while next(of: pass, { _ in true }) != nil {}
  }

  /// The reference's side.
  struct Lender: SiteWitness {
    let lockstep: Lockstep

    func saw<Number: Carrier>(
      _ numbers: UnsafeBufferPointer<Number>, columns: Int, counted: ((Int) -> Int)?,
      scale: Double, at site: Site
    ) -> SiteComparison? {
      lockstep.lend(Loan(site: site, columns: columns, numbers: Loan.Numbers(numbers)))
      return nil
    }
  }

  /// The side of a pass that is compared.
  struct Comparer: SiteWitness {
    let lockstep: Lockstep
    let pass: Int
    /// What the pass's loss is multiplied by.
    let lossScale: Double

    func saw<Number: Carrier>(
      _ numbers: UnsafeBufferPointer<Number>, columns: Int, counted: ((Int) -> Int)?,
      scale: Double, at site: Site
    ) -> SiteComparison? {
      lockstep.next(of: pass) { loan in
        precondition(
          loan.site == site && loan.columns == columns,
          "\(site.path), \(site.pass) meets \(loan.site.path), \(loan.site.pass)")
        let scale = site.pass == .forward ? scale : scale * lossScale
        func compare<A: Carrier, B: Carrier>(
          _ a: SharedMemory<A>, _ count: Int, _ b: SharedMemory<B>, _ lent: Int
        ) -> SiteComparison {
          precondition(count == lent, "\(count) numbers meet \(lent)")
          return Self.compare(
            a.reading(0..<count), b.reading(0..<count), columns: columns, counted: counted,
            scale: scale)
        }
        return switch (Loan.Numbers(numbers), loan.numbers) {
        case (.narrow(let a, let count), .narrow(let b, let lent)): compare(a, count, b, lent)
        case (.narrow(let a, let count), .wide(let b, let lent)): compare(a, count, b, lent)
        case (.wide(let a, let count), .narrow(let b, let lent)): compare(a, count, b, lent)
        case (.wide(let a, let count), .wide(let b, let lent)): compare(a, count, b, lent)
        }
      }
    }

    private static func compare<Number: Carrier, Reference: Carrier>(
      _ numbers: UnsafeBufferPointer<Number>, _ reference: UnsafeBufferPointer<Reference>,
      columns: Int, counted: ((Int) -> Int)?, scale: Double
    ) -> SiteComparison {
      var comparison = SiteComparison()
      guard let counted else {
        comparison.add(numbers, scale: scale, reference: reference)
        return comparison
      }
      for row in 0..<numbers.count / max(columns, 1) {
        let range = row * columns..<row * columns + counted(row)
        comparison.add(
          UnsafeBufferPointer(rebasing: numbers[range]), scale: scale,
          reference: UnsafeBufferPointer(rebasing: reference[range]))
      }
      return comparison
    }
  }
}
