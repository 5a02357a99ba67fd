/// The largest activation that somebody has measured in a trained model.
public struct PublishedPeak: Hashable, Sendable {
  /// The model, as its publisher names it.
  public let model: String
  /// The tensor.
  public let tensor: String
  /// The largest magnitude.
  public let largest: Int
  /// Where the number is from.
  public let source: String

  /// Those that are known here. What they do not know: which inputs would give larger ones.
  ///
  /// In Qwen2.5-7B the spike enters the stream with layer 3's down projection, in dimensions 458 and 2570.
  public static let known = [
    PublishedPeak("Qwen2.5-1.5B", "any activation", 7_968),
    PublishedPeak("Qwen2.5-7B", "residual stream, at layer 13", 13_248),
    PublishedPeak("Qwen2.5-7B", "outputs of linear maps", 10_176),
    PublishedPeak("Qwen2.5-32B", "any activation", 30_848),
    PublishedPeak("gemma-2-27b", "any activation", 157_696),
    PublishedPeak("gemma-3-27b", "any activation", 696_320),
  ]

  private init(_ model: String, _ tensor: String, _ largest: Int) {
    (self.model, self.tensor, self.largest) = (model, tensor, largest)
    source = "Max_act_llm, arXiv 2605.15572"
  }
}
