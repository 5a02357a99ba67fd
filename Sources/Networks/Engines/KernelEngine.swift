import FloatFormats
import Kernels
import RandomStreams

/// The engine of full-size networks: array kernels on binary32 or binary64 carriers, formulas in binary64.
///
/// Results depend on policy, weights and seed; not on the number of threads, nor on the CPU.
public final class KernelEngine<Number: Carrier>: Engine {
  /// Formulas are computed in binary64.
  public typealias Scalar = Double

  /// The policy.
  public let policy: PrecisionPolicy
  /// What happened so far.
  public internal(set) var record = PassRecord()
  /// Why the policy is of no use for what was asked of it; results after that are of no use either.
  public internal(set) var failure: PolicyError?
  let weights: any WeightSource
  let options: EngineOptions
  /// Is given every gradient of a parameter.
  var gradientSink: ((Parameter, _ rows: [Int], Matrix<Number>) -> Void)?
  /// Is shown every site's numbers; then the engine has one thread, so that they come in order.
  var witness: (any SiteWitness)?
  private var roundings: [Site: SiteRounding<Number>] = [:]
  private var products: [ProductKey: MatrixProduct] = [:]
  private var visits: [Site: Int] = [:]
  /// The largest magnitudes of weights that were asked for.
  private var largest: [Parameter: Double] = [:]
  /// The same of tiles.
  private var largestOfTiles: [Parameter: TileMaxima] = [:]

  private struct ProductKey: Hashable {
    let model: AccumulatorModel
    let a: FloatFormat
    let b: FloatFormat
  }

  /// An engine for a policy.
  public init(
    policy: PrecisionPolicy, weights: any WeightSource, options: EngineOptions = EngineOptions()
  ) {
    self.policy = policy
    self.weights = weights
    self.options = options
  }

  /// Gives every gradient of a parameter to a function: the parameter, which rows, and their gradients.
  /// A row may come more than once; then its gradients are to be added.
  public func onGradient(_ sink: @escaping (Parameter, _ rows: [Int], Matrix<Number>) -> Void) {
    gradientSink = sink
  }

  /// The format that a site's numbers are rounded to.
  public func format(at site: Site) -> FloatFormat { rounding(at: site).format }

  /// How numbers are rounded at a site, on a new visit.
  /// - Parameter isRepeated: whether all visits are of the same numbers, which round as they did before.
  func rounding(at site: Site, isRepeated: Bool = false) -> SiteRounding<Number> {
    let rounding = roundings[site] ?? newRounding(at: site)
    roundings[site] = rounding
    guard rounding.binding.context.rounding.randomBitCount > 0 else { return rounding }
    return rounding.visiting(stream(of: site, isRepeated: isRepeated))
  }

  /// The random bits of a new visit to a site; of repeated ones, the same.
  func stream(of site: Site, isRepeated: Bool = false) -> RandomStream {
    let visit = isRepeated ? 0 : visits[site, default: 0]
    if !isRepeated { visits[site] = visit + 1 }
    let name = "networks.\(site.path).\(site.role.rawValue).\(site.pass.rawValue).\(visit)"
    return RandomStream(StreamKey(seed: options.seed, domain: .rounding, name: name))
  }

  private func newRounding(at site: Site) -> SiteRounding<Number> {
    let carrier = Number.carrierFormat == .binary32 ? "binary32" : "binary64"
    do {
      let binding = try policy.binding(at: site)
      do { return try SiteRounding(binding, random: nil) } catch {
        fail(
          PolicyError(
            policy: policy.name, field: "format",
            value: "\(binding.format.name) for \(site.path), role \(site.role.rawValue)",
            expected: "a format whose values are all \(carrier) numbers"))
      }
    } catch {
      fail(error)
    }
    return unrounded
  }

  /// What stands in where a policy has failed.
  private var unrounded: SiteRounding<Number> {
    let carrier = Number.carrierFormat == .binary32 ? NamedFormat.binary32 : .binary64
    let binding = Binding(
      format: carrier, context: RoundingContext(), accumulator: .fp32, scaling: .none)
    do { return try SiteRounding(binding, random: nil) } catch {
      preconditionFailure("a carrier holds its own numbers")
    }
  }

  /// Keeps the first failure.
  func fail(_ error: PolicyError) { failure = failure ?? error }

  /// The products of a site's accumulator for operands of these formats.
  func product(
    _ model: AccumulatorModel, _ a: FloatFormat, _ b: FloatFormat, at site: Site
  ) -> MatrixProduct {
    let key = ProductKey(model: model, a: a, b: b)
    if let product = products[key] { return product }
    func failing(_ reason: String) -> PolicyError {
      PolicyError(
        policy: policy.name, field: "accumulator",
        value: "\(model.name) for \(site.path), pass \(site.pass.rawValue)", expected: reason)
    }
    do {
      let product = try MatrixProduct(model, a: a, b: b)
      let result = model.resultFormat
      guard result.precision <= Number.carrierFormat.precision,
        result.maximumExponent <= Number.carrierFormat.maximumExponent
      else {
        fail(failing("an accumulator whose results are numbers of the engine's carrier"))
        return anyProduct
      }
      products[key] = product
      return product
    } catch {
      fail(failing(error.description))
      return anyProduct
    }
  }

  private var anyProduct: MatrixProduct {
    do { return try MatrixProduct(.fp32, inputs: .binary32) } catch {
      preconditionFailure("binary32 takes its own numbers")
    }
  }

  /// The largest magnitude of a weight as it is stored.
  func largestMagnitude(of weight: Parameter, _ strips: WeightStrips<Number>) -> Double {
    if let largest = largest[weight] { return largest }
    let found = strips.largestMagnitude(threads: options.threads)
    largest[weight] = found
    return found
  }

  /// The largest magnitudes of a weight's tiles as it is stored.
  func tileMaxima(of weight: Parameter, _ strips: WeightStrips<Number>) -> TileMaxima {
    if let maxima = largestOfTiles[weight] { return maxima }
    let found = strips.tileMaxima(threads: options.threads)
    largestOfTiles[weight] = found
    return found
  }

  /// Counts the binades of a site's numbers, where that was asked for.
  func addBinades(of result: Matrix<Number>, at site: Site) {
    guard options.countsBinades else { return }
    var binades = BinadeEnergies()
    result.elements.withUnsafeBufferPointer { binades.add($0) }
    add(binades, at: site)
  }

  /// Adds binades.
  func add(_ binades: BinadeEnergies, at site: Site) {
    record.update(site) { statistics in
      var sum = statistics.binades ?? BinadeEnergies()
      sum.append(binades)
      statistics.binades = sum
    }
  }

  /// Counts what happened at a site.
  func add(_ counts: CastCounts, _ operations: AccumulatorCounts? = nil, at site: Site) {
    record.update(site) { statistics in
      statistics.counts.append(counts)
      if let operations {
        var sum = statistics.operations ?? AccumulatorCounts()
        sum.append(operations)
        statistics.operations = sum
      }
    }
  }
}
