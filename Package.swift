// swift-tools-version: 6.3
import PackageDescription

/// Every target is compiled in Swift 6 mode with warnings as errors. No unsafe flags: the package can
/// be used as a dependency.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

/// The modules, lowest first: a module depends only on modules above it in this list.
let modules: [(name: String, dependencies: [String])] = [
  ("NearestNames", []),
  ("PortableMath", []),
  ("RandomStreams", ["PortableMath"]),
  ("FloatFormats", ["NearestNames"]),
  ("ArbitraryPrecision", ["CMPFR"]),
  ("Functions", ["ArbitraryPrecision", "CMPFR", "FloatFormats"]),
  ("Reference", ["ArbitraryPrecision", "CMPFR", "FloatFormats"]),
  ("Calculator", ["ArbitraryPrecision", "FloatFormats", "Functions", "NearestNames"]),
  (
    "Kernels", ["CKernels", "FloatFormats", "NearestNames", "PortableMath", "RandomStreams"]
  ),
  (
    "TestVectors",
    [
      "ArbitraryPrecision", "FloatFormats", "Kernels", "NearestNames", "RandomStreams", "Reference",
    ]
  ),
  ("BlockFormats", ["FloatFormats", "Kernels", "NearestNames", "PortableMath", "RandomStreams"]),
  ("SystemFiles", []),
  ("JSON", []),
  (
    "FormatTesting",
    [
      "ArbitraryPrecision", "FloatFormats", "JSON", "RandomStreams", "Reference", "SystemFiles",
      "TestVectors",
    ]
  ),
  ("TensorFiles", ["CZlib", "FloatFormats", "JSON", "SystemFiles"]),
  ("ArrayProducts", ["BlockFormats", "FloatFormats", "Kernels", "RandomStreams", "TensorFiles"]),
  ("FormatFiles", ["BlockFormats", "FloatFormats", "JSON", "SystemFiles"]),
  ("CInterface", ["CGradual", "FloatFormats", "FormatFiles", "Kernels", "RandomStreams"]),
  ("Tokenizers", ["JSON", "SystemFiles"]),
  ("ModelShapes", ["JSON", "NearestNames", "SystemFiles"]),
  ("Theory", ["FloatFormats", "ModelShapes", "PortableMath"]),
  (
    "Networks",
    [
      "ArbitraryPrecision", "BlockFormats", "FloatFormats", "Kernels", "ModelShapes",
      "NearestNames", "PortableMath", "RandomStreams", "TensorFiles",
    ]
  ),
  ("PolicyFiles", ["BlockFormats", "FloatFormats", "JSON", "Kernels", "Networks", "SystemFiles"]),
  (
    "Training",
    [
      "FloatFormats", "JSON", "Kernels", "ModelShapes", "Networks", "PortableMath", "RandomStreams",
    ]
  ),
  ("Reporting", ["JSON"]),
  ("FormatComparison", ["FloatFormats", "JSON", "PortableMath", "Reporting"]),
  (
    "Inspection",
    [
      "BlockFormats", "FloatFormats", "JSON", "Kernels", "PortableMath", "Reporting", "SystemFiles",
      "TensorFiles",
    ]
  ),
  ("Diagnosis", ["Inspection", "JSON", "Reporting", "SystemFiles", "TensorFiles"]),
  (
    "Benchmarks",
    [
      "CKernels", "FloatFormats", "JSON", "Kernels", "ModelShapes", "NearestNames", "Networks",
      "RandomStreams", "SystemFiles", "TensorFiles",
    ]
  ),
  (
    "Studies",
    [
      "Diagnosis", "FloatFormats", "JSON", "Kernels", "ModelShapes", "NearestNames", "Networks",
      "PortableMath",
      "RandomStreams", "Reporting", "SystemFiles", "TensorFiles", "Theory", "Training",
    ]
  ),
]

/// What a module's tests need beyond the module and its dependencies: independent judges.
let judges: [String: [Target.Dependency]] = [
  "BlockFormats": ["ArbitraryPrecision"], "Functions": ["Reference"],
  "Kernels": ["ArbitraryPrecision", "Theory"],
  "Networks": ["Theory"], "PortableMath": ["CMPFR"],
]

/// `squareRoot()` is the CPU's instruction, but the compiler adds a call of libm's `sqrt` for negative
/// operands: a program that imports neither Foundation nor Glibc would not link without this.
let squareRootFallback = LinkerSetting.linkedLibrary("m")

let package = Package(
  name: "Gradual",
  products: modules.map { .library(name: $0.name, targets: [$0.name]) } + [
    .executable(name: "gradual", targets: ["GradualCommand"]),
    // gradual.h for programs in other languages: `make library`.
    .library(name: "gradual-c", type: .dynamic, targets: ["CInterface"]),
  ],
  targets: [
    .systemLibrary(
      name: "CMPFR", pkgConfig: "mpfr", providers: [.apt(["libmpfr-dev", "libgmp-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CKernels"),
    .target(name: "CGradual"),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
  ]
    + modules.map {
      .target(
        name: $0.name, dependencies: $0.dependencies.map { .target(name: $0) },
        swiftSettings: settings, linkerSettings: [squareRootFallback])
    }
    + modules.map {
      .testTarget(
        name: $0.name + "Tests",
        dependencies: [.target(name: $0.name), "TestSupport"]
          + $0.dependencies.map { .target(name: $0) } + judges[$0.name, default: []],
        swiftSettings: settings)
    }
    + [
      .executableTarget(
        name: "GradualCommand", dependencies: modules.map { .target(name: $0.name) },
        swiftSettings: settings),
      .testTarget(
        name: "GradualCommandTests", dependencies: ["GradualCommand", "TestSupport"],
        swiftSettings: settings),
    ]
)
