// swift-tools-version: 6.3
import PackageDescription

/// Programs that give libFuzzer's inputs to the readers of files; `make fuzz` builds and runs them. A new one is a
/// folder in Sources and one in Seeds, and its name here with the modules that it needs.
let targets: [(name: String, modules: [String])] = [
  ("FuzzSafetensors", ["FloatFormats", "Inspection"]),
  ("FuzzNPZ", ["FloatFormats", "Inspection"]),
  ("FuzzHook", ["FloatFormats", "Inspection"]),
  ("FuzzLog", ["Diagnosis"]),
  ("FuzzEventFile", ["Diagnosis", "SystemFiles"]),
]

let package = Package(
  name: "Fuzzing",
  dependencies: [.package(name: "Gradual", path: "../..")],
  targets: [.target(name: "FuzzMain"), .target(name: "FuzzInput", dependencies: ["FuzzMain"])]
    + targets.map { target in
      .executableTarget(
        name: target.name,
        dependencies: ["FuzzInput"]
          + target.modules.map { .product(name: $0, package: "Gradual") })
    }
)
