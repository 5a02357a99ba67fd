import Reporting

/// A finished report on disk: `report.md`, `results.csv`, `manifest.json`, `figures/NAME.vl.json`.
///
/// The same results give the same bytes on every machine. Pictures (`figures/NAME.svg`) are rendered
/// from the specifications by Scripts/render-figures.py; no bytes are promised for those.
public enum ReportFolder {
  /// Merges a run and writes its report, each file whole or not at all.
  ///
  /// - Returns: the paths written, relative to the folder.
  public static func write(_ study: some Study, run: RunFolder, to folder: String)
    throws(StudyError) -> [String]
  {
    let (results, manifest) = try run.merge(study)
    let report = try study.report(results, manifest: manifest)
    let files =
      report.files + [("results.csv", results.csv), ("manifest.json", manifest.text)]
    try Files.makeFolder(folder + "/figures")
    for (path, text) in files { try Files.writeWhole(text, to: "\(folder)/\(path)") }
    return files.map(\.path)
  }
}
