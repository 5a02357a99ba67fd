import Reporting

/// A finished report on disk: `report.md`, `results.csv`, `manifest.json`, `figures/NAME.vl.json`.
///
/// The same results give the same bytes on every machine. Pictures (`figures/NAME.svg`) are rendered
/// from the specifications by Scripts/render-figures.py; no bytes are promised for those.
public enum ReportFolder {
  /// Merges a run and writes its report; where one file cannot be written, none is changed.
  ///
  /// The files take their places one after another, the manifest last: it vouches for the results by
  /// their hash, which tells a folder in which a machine stopped between two of them.
  /// - Returns: the paths written, relative to the folder.
  public static func write(_ run: RunFolder, to folder: String) throws(StudyError) -> [String] {
    let (results, manifest) = try run.merge()
    let report = try run.study.report(results, manifest: manifest)
    let files =
      report.files + [("results.csv", results.csv), ("manifest.json", manifest.text)]
    try Files.writeTogether(files, in: folder, folders: ["figures"])
    return files.map(\.path)
  }
}
