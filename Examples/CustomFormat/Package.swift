// swift-tools-version: 6.3
import PackageDescription

/// Modules of Gradual.
func gradual(_ names: String...) -> [Target.Dependency] {
  names.map { .product(name: $0, package: "Gradual") }
}

let package = Package(
  name: "CustomFormat",
  dependencies: [.package(name: "Gradual", path: "../..")],
  targets: [
    .target(name: "MyFormat", dependencies: gradual("FloatFormats")),
    .executableTarget(
      name: "CustomFormat", dependencies: ["MyFormat"] + gradual("Kernels", "Studies")),
    .testTarget(name: "MyFormatTests", dependencies: ["MyFormat"] + gradual("FormatTesting")),
  ])
