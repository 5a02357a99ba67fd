extension InspectionResult {
  /// The arrays' places, those first to which a format does worst: by the share of numbers that overflow, of a block
  /// format of those that become NaN, then by the signal-to-noise ratio, least first; of several alike in the order of
  /// the files. Arrays of zeros are last.
  ///
  /// - Parameter format: the place of a format.
  public func worstFirst(in format: Int) -> [Int] {
    struct Harm: Comparable {
      let overflowed: Double
      let signalToNoise: Double
      let place: Int

      static func < (a: Harm, b: Harm) -> Bool {
        if a.overflowed != b.overflowed { return a.overflowed > b.overflowed }
        if a.signalToNoise != b.signalToNoise { return a.signalToNoise < b.signalToNoise }
        return a.place < b.place
      }
    }
    let harms = arrays.enumerated().map { place, array in
      let finding = array.formats[format]
      let numbers = finding.unscaled
      let overflowed = finding.blocks?.nansMade ?? numbers.overflowed
      return Harm(
        overflowed: array.nonzero > 0 ? Double(overflowed) / Double(array.nonzero) : 0,
        // Above what any number has.
        signalToNoise: numbers.signalToNoise ?? .infinity, place: place)
    }
    let zeros = harms.filter { arrays[$0.place].nonzero == 0 }
    let others = harms.filter { arrays[$0.place].nonzero > 0 }
    return (others.sorted() + zeros).map(\.place)
  }
}
