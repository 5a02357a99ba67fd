import FloatFormats
import PortableMath
import Reporting
import Theory

extension UnderflowTables {
  /// What binary16 has left above the largest activations that are published of trained models; no rows for
  /// a run of fresh models alone.
  func peaks() -> Table {
    let largest = FloatFormat.binary16.greatestFiniteMagnitude
    let hasTrained = results.entries.contains {
      $0.profile != ResidualProfile.initialisation.name
    }
    return Table(
      caption:
        "Largest published activations of trained models, and binary16's largest number above them",
      columns: [
        .init("model"), .init("tensor"), .init("largest"),
        .init("headroom in binary16", unit: "binades"), .init("source"),
      ],
      rows: (hasTrained ? PublishedPeak.known : []).map { peak in
        [
          .text(peak.model), .text(peak.tensor), .integer(peak.largest),
          .fixed(Portable.log2(largest / Double(peak.largest)), places: 1), .text(peak.source),
        ]
      })
  }
}
