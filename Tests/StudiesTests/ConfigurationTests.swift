import JSON
import TestSupport
import Testing

@testable import Studies

@Suite struct ConfigurationTests {
  let axes = TinyStudy().axes

  @Test func axesThatAreNotSetTakeTheirDefaults() throws {
    let configuration = try Configuration(axes: axes, settings: ["x": ["7"]])
    #expect(configuration.numbers("x") == [7])
    #expect(configuration.numbers("scale") == [1, 0.125])
    #expect(configuration.texts("sign") == ["plus"])
  }

  @Test func unknownAxesCarryTheNearestKnown() {
    let error = #expect(throws: StudyError.self) {
      try Configuration(axes: axes, settings: ["scael": ["1"]])
    }
    #expect(error?.description == "unknown axis 'scael': did you mean scale?")
  }

  @Test func aManifestOrItsConfigurationReadsBackAsItself() throws {
    let folder = try TemporaryFolder()
    let configuration = try Configuration(
      axes: axes, settings: ["x": ["3", "5"], "sign": ["minus"]])
    try folder.write(configuration.json.canonicalText, to: "a.json")
    let manifest: JSONValue = ["configuration": configuration.json, "study": "tiny"]
    try folder.write(manifest.canonicalText, to: "b.json")
    for name in ["a.json", "b.json"] {
      #expect(try Configuration(axes: axes, file: folder.path + "/" + name) == configuration)
    }
    let overridden = try Configuration(
      axes: axes, file: folder.path + "/a.json", overriding: ["x": ["9"]])
    #expect(overridden.numbers("x") == [9])
    #expect(overridden.texts("sign") == ["minus"])
  }

  @Test(arguments: [
    ("{\"x\": [1, ", "not JSON: the text ends where a value should stand at byte 10"),
    ("[1]", "not an object of axis names and values"),
    ("{\"x\": [true]}", "x: values are strings or numbers, or an array of them"),
  ])
  func filesThatAreNoConfigurationAreRefused(text: String, reason: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "c.json")
    let path = folder.path + "/c.json"
    #expect(throws: StudyError.file(path: path, reason: reason)) {
      try Configuration(axes: axes, file: path)
    }
  }

  @Test func aMissingFileIsNamed() {
    #expect(throws: StudyError.file(path: "/no/such.json", reason: "No such file or directory")) {
      try Configuration(axes: axes, file: "/no/such.json")
    }
  }

  @Test(arguments: ["", "1", "1/1", "-1/2", "2/2", "0/0", "a/b", "0/1/2", "0/"])
  func badShardsAreRefused(text: String) {
    #expect(throws: StudyError.badShard(text)) { try Shard(parsing: text) }
  }
}
