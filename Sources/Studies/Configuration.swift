import JSON
import NearestNames

/// What a study is asked to vary: every axis with its values, in the study's order of axes.
public struct Configuration: Hashable, Sendable {
  /// The values of each axis, by the axis' name.
  public let values: [String: [AxisValue]]

  /// Takes the given settings, and the default values of every axis not among them.
  ///
  /// - Parameter settings: an axis' name and its values as written, an item a value or a series.
  public init(axes: [Axis], settings: [String: [String]] = [:]) throws(StudyError) {
    for name in settings.keys.sorted() where !axes.contains(where: { $0.name == name }) {
      let known = axes.map(\.name)
      throw .unknownName(
        UnknownNameError(
          kind: "axis", name: name, among: known, valid: known))
    }
    var values: [String: [AxisValue]] = [:]
    for axis in axes {
      values[axis.name] = try axis.values(parsing: settings[axis.name] ?? axis.defaults)
    }
    self.values = values
  }

  /// Takes the settings from a file: an object of axis names and values (one, or an array), or a
  /// run's manifest, whose `configuration` is that object.
  ///
  /// - Parameter overriding: settings that win over the file's.
  public init(axes: [Axis], file path: String, overriding: [String: [String]] = [:])
    throws(StudyError)
  {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: Files.contents(of: path))
    } catch let error as JSONError {
      throw .file(path: path, reason: "not JSON: \(error)")
    } catch let error as StudyError {
      throw error
    } catch {
      throw .file(path: path, reason: "\(error)")
    }
    guard let members = (json["configuration"] ?? json).object else {
      throw .file(path: path, reason: "not an object of axis names and values")
    }
    var settings: [String: [String]] = [:]
    for (name, member) in members {
      settings[name] = try (member.array ?? [member]).map { value throws(StudyError) in
        switch value {
        case .string(let text): return text
        case .integer(let number): return number.description
        case .number(let number): return number.description
        default:
          throw .file(
            path: path, reason: "\(name): values are strings or numbers, or an array of them")
        }
      }
    }
    try self.init(axes: axes, settings: settings.merging(overriding) { _, new in new })
  }

  /// The texts of a name or text axis; empty for an axis that is none.
  public func texts(_ axis: String) -> [String] {
    values[axis, default: []].compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  /// The numbers of an integer or positive axis; empty for an axis that is neither.
  public func numbers(_ axis: String) -> [Double] {
    values[axis, default: []].compactMap {
      switch $0 {
      case .integer(let value): Double(value)
      case .number(let value): value
      case .text: nil
      }
    }
  }

  /// The integers of an integer axis; empty for an axis that is none.
  public func integers(_ axis: String) -> [Int] {
    values[axis, default: []].compactMap {
      if case .integer(let value) = $0 { value } else { nil }
    }
  }

  /// The object that `init(axes:file:overriding:)` reads back.
  public var json: JSONValue {
    .object(
      values.mapValues { values in
        .array(
          values.map {
            switch $0 {
            case .text(let text): .string(text)
            case .integer(let value): .integer(value)
            case .number(let value): .number(value)
            }
          })
      })
  }
}
