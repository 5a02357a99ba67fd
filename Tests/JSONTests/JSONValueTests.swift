import JSON
import Testing

@Suite struct JSONValueTests {
  @Test func canonicalTextSortsKeysByBytesAndKeepsNumbersApart() {
    let value: JSONValue = [
      "b": [1, 1.0, -0.0, 1e-5, 1e22], "a": ["é": nil, "z": true, "Z": false], "": "\u{1}\"\\\n",
    ]
    #expect(
      value.canonicalText
        == #"{"":"\u0001\"\\\n","a":{"Z":false,"z":true,"é":null},"b":[1,1.0,-0.0,1e-05,1e+22]}"#)
  }

  @Test func numbersWithoutAJSONSpellingAreStringsAndComeBack() throws {
    let value: JSONValue = [.number(.nan), .number(.infinity), .number(-.infinity)]
    #expect(value.canonicalText == #"["nan","inf","-inf"]"#)
    let back = try JSONValue(parsing: value.canonicalText)
    #expect(back.array?[0].double?.isNaN == true)
    #expect(back.array?[1].double == .infinity)
    #expect(back.array?[2].double == -.infinity)
  }

  @Test func everyBinary64ComesBackWithItsBits() throws {
    // A Weyl sequence over all bit patterns: subnormals, infinities and NaNs among them.
    var bits: UInt64 = 0
    var wrong: [String] = []
    for _ in 0..<20_000 {
      bits &+= 0x9E37_79B9_7F4A_7C15
      let value = Double(bitPattern: bits)
      let text = JSONValue.number(value).canonicalText
      let back = try JSONValue(parsing: text).double
      if back?.bitPattern != bits && !(value.isNaN && back?.isNaN == true) {
        wrong.append("\(String(bits, radix: 16)) \(value): \(text)")
      }
    }
    #expect(wrong == [])
  }

  @Test func minusZeroKeepsItsSignAndIntegersStayIntegers() throws {
    let value = try JSONValue(parsing: "[-0, -0.0, 0, 9223372036854775807, 9223372036854775808]")
    #expect(value.canonicalText == "[-0.0,-0.0,0,9223372036854775807,9.223372036854776e+18]")
  }

  @Test func escapesAndSurrogatePairsAreRead() throws {
    let value = try JSONValue(parsing: #" { "k" : "\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\" } "#)
    #expect(value["k"] == .string("é😀/\u{8}\u{c}\n\r\t\"\\"))
  }

  @Test(arguments: [
    ("", 0), ("[1,]", 3), ("{\"a\":1 \"b\":2}", 7), ("[1] x", 4), ("01", 1), ("1.", 2), ("-", 1),
    ("\"\\x\"", 2), ("\"\\ud800\"", 7), ("\"a\u{1}\"", 2), ("nul", 0), ("1e999", 0),
    ("{\"a\":1,\"a\":2}", 7), ("\"abc", 4), ("[", 1), ("\"\\u12G4\"", 5),
    (String(repeating: "[", count: 300), 256),
  ])
  func malformedTextIsRefusedAtItsByte(text: String, offset: Int) {
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    #expect(error?.offset == offset, "\(text): \(error?.description ?? "")")
  }

  @Test func bytesThatAreNotUTF8AreRefused() {
    let error = #expect(throws: JSONError.self) {
      try JSONValue(parsing: [0x22, 0xC3, 0x28, 0x22])
    }
    #expect(error?.description == "a string that is not UTF-8 at byte 0")
  }

  @Test func indentedTextReadsBackAsTheSameValue() throws {
    let value: JSONValue = ["data": [["x": 1], ["x": 2]], "list": [1, 2], "none": [:]]
    #expect(
      value.indentedText == """
        {
          "data": [
            {"x":1},
            {"x":2}
          ],
          "list": [1,2],
          "none": {}
        }
        """)
    #expect(try JSONValue(parsing: value.indentedText) == value)
  }

  /// Python's json writes what the RFC has not, and only its dialect is read so.
  @Test func pythonsNumbersAreReadWhereTheyAreAskedFor() throws {
    let text = #"[NaN, Infinity, -Infinity, -1.5, {"NaN": -0.0}]"#
    let value = try JSONValue(parsing: text.utf8, as: .python)
    #expect(value.canonicalText == #"["nan","inf","-inf",-1.5,{"NaN":-0.0}]"#)
    #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    for wrong in ["Nan", "-NaN", "+Infinity", "Inf", "-Inf", "nan", "NaN1"] {
      #expect(throws: JSONError.self, "\(wrong)") {
        try JSONValue(parsing: wrong.utf8, as: .python)
      }
    }
  }
}
