extension RunRecord {
  /// A record of named values, or nil where it says nothing of a run's course: without a known name, or the
  /// summary that Trainer writes at the end, whose loss is a mean of all.
  init?(line: Int, step: Int? = nil, members: [DictionaryScanner.Member]) {
    self.init(line: line, step: step)
    for (nameBytes, value) in members where nameBytes.count <= 100 {
      let name = nameBytes.text
      if name == "train_runtime" { return nil }
      if let quantity = Quantity(name: name) {
        guard let number = LoggedNumber.parse(value) else { continue }
        add(quantity, number.value, number.text)
      } else if StepName.isKnown(name) {
        // `10` or `"10/500"`.
        let digits = value.trimmed.drop { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
        if let step = digits.leadingInteger { self.step = step }
      }
    }
    if isEmpty { return nil }
  }
}
