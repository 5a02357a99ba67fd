import FloatFormats
import Testing

@testable import BlockFormats

/// Names, spellings and what is refused.
@Suite struct BlockNameTests {
  @Test func everyNameAndSpellingIsUnderstood() throws {
    for format in BlockCatalogue.all {
      #expect(try BlockCatalogue.format(named: format.name.uppercased()) == format)
      let spelled = try BlockCatalogue.format(named: format.spelling)
      #expect(spelled.element == format.element, "\(format.spelling)")
      #expect(spelled.scaling == format.scaling, "\(format.spelling)")
      #expect(spelled.name == format.spelling)
    }
    let own = try BlockCatalogue.format(named: "Block( e4m3(bias=8) ,1x64,  bf16, up )")
    #expect(own.name == "block(e4m3(bias=8), 64, bfloat16, up)")
    #expect(try BlockCatalogue.format(named: own.name) == own)
  }

  @Test(arguments: [
    ("mxfp5", ["mxfp5", "mxfp4"]), ("block(e2m1fn, 16)", ["block(ELEMENT"]),
    ("block(e2m1fn, 16, e4m3fn, amax, tensor)", ["block(ELEMENT"]),
    ("block(e2m1fn, 16, e4m3fn, ceil)", ["rule", "ceil", "floor, up, amax"]),
    ("block(e2m1fn, 0, e4m3fn, amax)", ["shape", "0"]),
    ("block(e2m1fn, 4x, e4m3fn, amax)", ["shape", "4x", "128x128"]),
    ("block(e2m1, 16, e4m3fm, amax)", ["scale", "e4m3fm", "e4m3fn"]),
    ("block(int17, 16, e4m3fn, amax)", ["int17", "int2 … int16"]),
    ("block(ue5m3, 16, e4m3fn, amax)", ["element", "ue5m3", "sign"]),
    ("block(binary32, 16, e4m3fn, amax)", ["element", "binary32", "16 bits"]),
    ("block(e2m1fn, 16, e2m1fn, amax)", ["scale", "e2m1fn", "NaN"]),
    ("block(e2m1fn, 16, binary64, amax)", ["scale", "binary64"]),
    ("block(e5m10, 16, binary32, amax, tensor-scale)", ["element", "at most 5 bits"]),
    ("block(e2m1fn, 16, e4m3fn, amax", ["block(ELEMENT"]),
  ])
  func whatIsWrongIsOneLine(_ name: String, _ words: [String]) {
    let error = #expect(throws: BlockFormatError.self) {
      try BlockCatalogue.format(named: name)
    }
    let text = error?.description ?? ""
    for word in words { #expect(text.contains(word), "\(text)") }
    #expect(!text.contains("\n"))
  }

  /// What all values fit, at both ends.
  @Test func valueFormats() throws {
    for format in BlockCatalogue.all {
      let (values, scale) = (format.valueFormat, format.scaling.scale.format)
      let tensor = format.scaling.hasTensorScale ? FloatFormat.binary32 : nil
      let most =
        format.element.format.greatestFiniteMagnitude * scale.greatestFiniteMagnitude
        * (tensor?.greatestFiniteMagnitude ?? 1)
      let least =
        format.element.format.leastNonzeroMagnitude * scale.leastNonzeroMagnitude
        * (tensor?.leastNonzeroMagnitude ?? 1)
      for value in [most, least, 3 * least] {
        #expect(values.decode(values.encode(value).code) == value, "\(format.name), \(value)")
      }
    }
  }
}
