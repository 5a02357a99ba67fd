/// A line of Megatron's training loop:
///
///     iteration   10/ 5000 | … | learning rate: 1.229919E-06 | lm loss: 8.567080E+00 | loss scale: 1.0 |
///     grad norm: 35.518 | number of skipped iterations:   0 | number of nan iterations:   0 |
///
/// and `validation loss at iteration 100 | lm loss value: 6.912345E+00 | …`. The loss is a mean of the steps
/// that were not skipped, and is left out where there are none or where it is NaN.
enum MegatronLine {
  /// The record of a line, if it is one.
  static func record(of line: ArraySlice<UInt8>, _ number: Int) -> RunRecord? {
    guard line.contains(UInt8(ascii: "|")), let rest = line.after("iteration") else { return nil }
    var record = RunRecord(line: number, step: rest.leadingInteger)
    let isValidation = line.firstIndex(of: "validation") != nil
    for field in line.split(separator: UInt8(ascii: "|")) {
      guard let colon = field.lastIndex(of: UInt8(ascii: ":")) else { continue }
      let name = field[..<colon].trimmed.text
      guard let value = LoggedNumber.parse(field[(colon + 1)...]) else { continue }
      if isValidation {
        if name.hasSuffix("loss value") { record.add(.evalLoss, value.value, value.text) }
      } else if let quantity = Quantity(name: name) {
        record.add(quantity, value.value, value.text)
      }
    }
    return record.isEmpty ? nil : record
  }
}
