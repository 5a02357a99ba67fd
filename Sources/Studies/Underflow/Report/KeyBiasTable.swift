import Reporting
import Theory

extension UnderflowTables {
  /// When the raw product of queries and keys overflows binary16 in a trained model whose key biases are
  /// published: stated as a condition, since its queries are not.
  func keyBiases() -> Table {
    let profiles = ResidualProfile.known.compactMap { profile -> TrainedResidual? in
      guard case .trained(let residual) = profile,
        results.entries.contains(where: { $0.profile == residual.name })
      else { return nil }
      return residual
    }
    let alignments = [1, 0.5, 0.1]
    let rows = profiles.flatMap { residual in
      residual.keyBiasNorms.map { norm -> [Table.Field] in
        let queries = alignments.map { alignment -> Table.Field in
          .number(
            TrainedResidual.queryNormThatOverflows(keyNorm: norm.value, alignment: alignment))
        }
        return [.text(residual.model), .integer(norm.layer), .number(norm.value)] + queries
      }
    }
    return Table(
      caption:
        "Raw products of queries and keys in binary16: the least norm of a query that overflows beside the "
        + "published norm of the key bias, if the bias is all of the key, and all of its norm is one head's",
      columns: [.init("model"), .init("layer"), .init("norm of the key bias")]
        + alignments.map { .init("|q| at cosine \($0)") },
      rows: rows)
  }
}
