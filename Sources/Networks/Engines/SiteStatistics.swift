import Kernels

/// What happened at a site, over all visits of a pass.
public struct SiteStatistics: Sendable {
  /// The site.
  public let site: Site
  /// What rounding to the site's format did: to the scaled numbers, where they are operands that are scaled.
  /// Of numbers that are scaled in blocks the sums are the numbers' own, scales taken out again, for they
  /// differ.
  public internal(set) var counts = CastCounts()
  /// What happened in the accumulators of the products that gave the numbers, if that was counted.
  public internal(set) var operations: AccumulatorCounts?
  /// The binades of the numbers after they were rounded, if they were counted: their histogram.
  public internal(set) var binades: BinadeEnergies?
  /// How far products are from their exact values, if that was checked.
  public internal(set) var dots: DotCheck?
  /// How the numbers compare with those of a reference pass, if there was one.
  public internal(set) var comparison: SiteComparison?
  /// The largest scale that the numbers were multiplied by before they were rounded, as operands; 1 where
  /// blocks of them have scales of their own.
  public internal(set) var scale = 1.0
}

/// The statistics of all sites, in the order of their first visit.
public struct PassRecord: Sendable {
  /// By site.
  public private(set) var sites: [SiteStatistics] = []
  private var places: [Site: Int] = [:]

  /// The statistics of a site; nil where it was not visited.
  public subscript(_ site: Site) -> SiteStatistics? { places[site].map { sites[$0] } }

  /// Changes a site's statistics.
  mutating func update(_ site: Site, _ change: (inout SiteStatistics) -> Void) {
    let place = places[site] ?? sites.count
    if place == sites.count {
      places[site] = place
      sites.append(SiteStatistics(site: site))
    }
    change(&sites[place])
  }
}
