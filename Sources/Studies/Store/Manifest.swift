import JSON

/// What a run is: enough to compute it again, and nothing that differs from one machine to the next.
public struct Manifest: Hashable, Sendable {
  /// Version of the store's files; part of every cell id.
  public static let schema = 1

  /// The study's name.
  public let study: String
  /// The study's numerics version.
  public let numericsVersion: Int
  /// The axes and their values, as `Configuration.json` has them: what the cells were planned from.
  public let configuration: JSONValue
  /// The number of cells.
  public let cells: Int
  /// SHA-256 of cells.jsonl.
  public let planHash: String
  /// SHA-256 of results.csv, once merged.
  public var resultsHash: String?

  /// The manifest as JSON; `results_sha256` is there once merged.
  public var json: JSONValue {
    var members: [String: JSONValue] = [
      "schema": .integer(Self.schema), "study": .string(study),
      "numerics_version": .integer(numericsVersion), "configuration": configuration,
      "cells": .integer(cells), "plan_sha256": .string(planHash),
    ]
    if let resultsHash { members["results_sha256"] = .string(resultsHash) }
    return .object(members)
  }

  /// manifest.json as text.
  public var text: String { json.indentedText + "\n" }

  init(
    study: String, numericsVersion: Int, configuration: JSONValue, cells: Int, planHash: String
  ) {
    self.study = study
    self.numericsVersion = numericsVersion
    self.configuration = configuration
    self.cells = cells
    self.planHash = planHash
  }

  /// Reads a manifest.json.
  public init(file path: String) throws(StudyError) {
    let json: JSONValue
    let bytes = try Files.contents(of: path)
    do { json = try JSONValue(parsing: bytes) } catch {
      throw .file(path: path, reason: "not JSON: \(error)")
    }
    func missing(_ field: String) -> StudyError {
      .file(path: path, reason: "\(field) is missing or not what a manifest has there")
    }
    guard json["schema"]?.integer == Self.schema else {
      throw .file(
        path: path,
        reason: "schema \(json["schema"]?.canonicalText ?? "none") is not \(Self.schema)")
    }
    guard let study = json["study"]?.string else { throw missing("study") }
    guard let version = json["numerics_version"]?.integer else { throw missing("numerics_version") }
    guard let configuration = json["configuration"], configuration.object != nil else {
      throw missing("configuration")
    }
    guard let cells = json["cells"]?.integer, cells >= 0 else { throw missing("cells") }
    guard let planHash = json["plan_sha256"]?.string else { throw missing("plan_sha256") }
    self.init(
      study: study, numericsVersion: version, configuration: configuration, cells: cells,
      planHash: planHash)
    resultsHash = json["results_sha256"]?.string
  }
}
