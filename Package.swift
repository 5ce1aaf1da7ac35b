// swift-tools-version: 6.1
import PackageDescription

// One target a module. Who may import whom is the table in ARCHITECTURE.md; a test reads the
// `import` lines and holds them to it, since SwiftPM does not enforce it.
let package = Package(
  name: "longhand",
  platforms: [.macOS(.v14)],
  products: [.executable(name: "longhand", targets: ["longhand"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
  ],
  targets: [
    .target(name: "BLAS"),
    .target(name: "CReadline"),
    .target(name: "Diagnostics"),
    .target(name: "Tensors", dependencies: ["BLAS"]),
    .target(name: "Autograd", dependencies: ["Tensors", "Diagnostics"]),
    .target(
      name: "Language",
      dependencies: [
        "Autograd", "Tensors", "Diagnostics",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ]),
    .target(name: "Stepper", dependencies: ["Language", "Autograd", "Tensors", "Diagnostics"]),
    .target(name: "Display", dependencies: ["Autograd", "Tensors", "Diagnostics"]),
    .target(
      name: "Session",
      dependencies: ["Stepper", "Display", "Language", "Autograd", "Tensors", "Diagnostics"]),
    .target(
      name: "Lessons",
      dependencies: [
        "Session", "Stepper", "Display", "Language", "Autograd", "Tensors", "Diagnostics",
      ],
      plugins: ["EmbedLessons"]),
    // The Markdown under `lessons` becomes Swift before `Lessons` is compiled.
    .executableTarget(name: "EmbedTexts"),
    .plugin(name: "EmbedLessons", capability: .buildTool(), dependencies: ["EmbedTexts"]),
    .target(
      name: "Console",
      dependencies: [
        "Lessons", "Session", "Stepper", "Display", "Language", "Autograd", "Tensors",
        "Diagnostics", "CReadline",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "longhand", dependencies: ["Console"]),
    .executableTarget(
      name: "Benchmark", dependencies: ["Session", "Stepper", "Language", "Tensors", "Diagnostics"]),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
    .testTarget(
      name: "AutogradTests",
      dependencies: ["TestSupport", "Stepper", "Language", "Autograd", "Tensors"]),
    .testTarget(
      name: "LanguageTests",
      dependencies: ["TestSupport", "Language", "Autograd", "Tensors", "Diagnostics"],
      exclude: ["DiagnosticsSnapshot.txt"]),
    .testTarget(
      name: "StepperTests",
      dependencies: ["TestSupport", "Stepper", "Language", "Autograd", "Tensors", "Diagnostics"]),
    .testTarget(
      name: "DisplayTests",
      dependencies: ["TestSupport", "Display", "Autograd", "Tensors", "Diagnostics"]),
    .testTarget(
      name: "SessionTests",
      dependencies: [
        "TestSupport", "Session", "Stepper", "Display", "Language", "Lessons", "Autograd",
        "Tensors", "Diagnostics",
      ]),
    .testTarget(
      name: "LessonsTests",
      dependencies: [
        "Lessons", "Session", "Stepper", "Display", "Language", "Diagnostics", "TestSupport",
      ]),
    .testTarget(
      name: "ConformanceTests",
      dependencies: ["TestSupport", "Session", "Stepper", "Language", "Lessons", "Diagnostics"],
      resources: [.copy("Scripts")]),
    .testTarget(
      name: "RandomProgramTests",
      dependencies: [
        "TestSupport", "Session", "Stepper", "Display", "Language", "Autograd", "Tensors",
        "Diagnostics",
      ],
      exclude: ["run_programs.py", "run_tensors.py"]),
    .testTarget(name: "ProgramTests", dependencies: ["longhand", "TestSupport"]),
    .testTarget(name: "ConsoleTests", dependencies: ["longhand", "Console", "TestSupport"]),
    .testTarget(name: "ArchitectureTests", dependencies: ["Autograd"]),
    // What several test targets share: programs, ways of running them, a reader of formulas.
    .target(
      name: "TestSupport", dependencies: ["Stepper", "Language", "Tensors", "Diagnostics"],
      path: "Tests/TestSupport"),
  ]
)
