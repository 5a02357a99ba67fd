import Networks
import Reporting

/// Where studies say that harm sets in, and how reports write it.
enum Threshold {
  /// The cosine that a tensor, or a vector of sums, should keep.
  static let cosine = ScaleWindow.cosine
  /// The share of values whose flushing is called an onset.
  static let flushedShare = 0.01
  /// The largest relative error of sums that counts as good.
  static let error = 0.01

  /// `.99`.
  static let cosineText = String(NumberText.significant(cosine, digits: 2).drop { $0 == "0" })
  /// `1 %`.
  static let flushedText = NumberText.fixed(100 * flushedShare, places: 0) + " %"
  /// `1 %`.
  static let errorText = NumberText.fixed(100 * error, places: 0) + " %"
}
