import ModelShapes
import PortableMath
import Reporting
import Theory

/// The rows of a run, as the report asks for them. A report is made of what is there: a run of one
/// model and one format has a report, too.
struct UnderflowResults {
  /// One model under one profile.
  struct Entry: Hashable {
    let model: String
    let profile: String
  }

  /// Every row but those of passes.
  let rows: [UnderflowRow]
  /// The rows of passes, and of the predictions for them.
  let passRows: [UnderflowRow]
  /// Models that are not a grid's, in the order of the run.
  let entries: [Entry]
  /// Formats, in the order of the run.
  let formats: [String]
  /// Loss scales, ascending.
  let scales: [Double]
  /// Tokens per loss, ascending.
  let tokens: [Double]

  private let byEntry: [Entry: [UnderflowRow]]

  init(_ results: Results) throws(StudyError) {
    let all = try results.rows.map { row throws(StudyError) in
      guard let row = UnderflowRow(row) else {
        throw .badRow(cell: "results", reason: "a row that is not the underflow study's")
      }
      return row
    }
    rows = all.filter { $0.simulatedTokens == nil }
    passRows = all.filter { $0.simulatedTokens != nil }
    byEntry = Dictionary(grouping: rows) { Entry(model: $0.model, profile: $0.profile) }
    entries =
      rows.filter { UnderflowModel.variation(of: $0.model) == nil }.map {
        Entry(model: $0.model, profile: $0.profile)
      }.distinct
    formats = rows.map(\.format).filter { !$0.isEmpty }.distinct
    scales = rows.filter { $0.quantity == "cosine" }.compactMap(\.lossScale).distinct.sorted()
    tokens = rows.filter { $0.quantity == "scale_max" }.compactMap(\.tokens).distinct.sorted()
  }

  /// Models as they are started, grids and trained profiles left out.
  var fresh: [Entry] { entries.filter { $0.profile == ResidualProfile.initialisation.name } }

  /// The middle one of the tokens per loss: what is shown where one has to be chosen.
  var referenceTokens: Double? { tokens.isEmpty ? nil : tokens[tokens.count / 2] }

  /// The rows of a model under a profile.
  func rows(_ entry: Entry) -> [UnderflowRow] { byEntry[entry] ?? [] }

  /// The predicted row of an entry's quantity; what is nil is not looked at.
  func row(
    _ entry: Entry, _ quantity: String, _ format: String? = nil, tokens: Double? = nil,
    scale: Double? = nil, site: String? = nil
  ) -> UnderflowRow? {
    rows(entry).first {
      $0.quantity == quantity && $0.source == .predicted && $0.format == format ?? $0.format
        && (tokens == nil || $0.tokens == tokens) && (scale == nil || $0.lossScale == scale)
        && $0.site == site ?? $0.site
    }
  }

  /// The value of that row; nil where the run has none.
  func value(
    _ entry: Entry, _ quantity: String, _ format: String? = nil, tokens: Double? = nil,
    scale: Double? = nil, site: String? = nil
  ) -> Double? {
    row(entry, quantity, format, tokens: tokens, scale: scale, site: site)?.value
  }

  /// The entries of a grid, ascending, with the factor's value.
  func grid(_ factor: UnderflowModel.Factor) -> [(value: Double, entry: Entry)] {
    byEntry.keys.compactMap { entry in
      guard let variation = UnderflowModel.variation(of: entry.model), variation.factor == factor
      else { return nil }
      return (Double(variation.value), entry)
    }.sorted { $0.0 < $1.0 }
  }

  /// Fresh models with their parameters.
  var sized: [(value: Double, entry: Entry)] {
    fresh.compactMap { entry in parameters(entry).map { ($0, entry) } }
  }

  /// The families of the fresh models, in the order of the run.
  var families: [String] { fresh.map(\.family).distinct }

  /// The tokens per loss from which on the first tensor falls below the cosine threshold, the activation
  /// gradients' first alone where `role` says so.
  func onset(
    _ entry: Entry, _ format: String, _ scale: Double?, role: GradientSite.Role? = nil
  ) -> Double? {
    rows(entry).filter {
      $0.quantity == "onset_cosine" && $0.format == format && $0.lossScale == scale
        && (role == nil || $0.role == role?.rawValue)
    }.compactMap(\.value).min()
  }

  /// `without a loss scale`, or with which.
  static func scaleText(_ scale: Double?) -> String {
    guard let scale, scale != 1 else { return "without a loss scale" }
    return "at a loss scale of \(NumberText.powerOfTwo(scale))"
  }

  /// Where an onset is: `at 2500 tokens per loss`, or `with the first token`.
  static func onsetText(_ tokens: Double) -> String {
    tokens > 1
      ? "at \(NumberText.significant(tokens, digits: 2)) tokens per loss" : "with the first token"
  }

  /// The tokens per loss of the run: `2^8 to 2^20`.
  var tokensText: String {
    let ends = [tokens.first, tokens.last].compactMap { $0 }.map { NumberText.powerOfTwo($0) }
    return Set(ends).count == 1 ? ends[0] : ends.joined(separator: " to ")
  }

  /// The number of parameters of an entry's model.
  func parameters(_ entry: Entry) -> Double? { value(entry, "parameters") }
}

extension UnderflowResults.Entry {
  /// The family of a known model; `custom` for others.
  var family: String {
    ((try? ModelCatalogue.shape(named: model))?.family ?? .custom).rawValue
  }

  /// The model's name, marked where the profile is a trained one.
  var label: String {
    profile == ResidualProfile.initialisation.name ? model : "\(model) (trained stream)"
  }
}
