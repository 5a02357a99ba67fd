import Reporting

/// Where the study says that harm sets in, and how reports write it.
enum Threshold {
  /// The cosine that a tensor should keep.
  static let cosine = 0.99
  /// The share of values whose flushing is called an onset.
  static let flushedShare = 0.01

  /// `.99`.
  static let cosineText = String(NumberText.significant(cosine, digits: 2).drop { $0 == "0" })
  /// `1 %`.
  static let flushedText = NumberText.fixed(100 * flushedShare, places: 0) + " %"
}
