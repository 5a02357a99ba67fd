import NearestNames

/// The studies there are: a new study is one folder and one line here.
public enum StudyCatalogue {
  /// Every study, by name.
  public static let all: [any Study] = [
    UnderflowStudy(), AccumulationStudy(), DepthStudy(), TrainingStudy(),
  ]

  /// The names, in the order of `all`.
  public static var names: [String] { all.map(\.name) }

  /// The study of that name; throws `.unknownName` with the nearest that are known.
  public static func study(named name: String) throws(StudyError) -> any Study {
    guard let study = all.first(where: { $0.name == name }) else {
      throw .unknownName(
        UnknownNameError(
          kind: "study", name: name, among: names,
          valid: names))
    }
    return study
  }
}
