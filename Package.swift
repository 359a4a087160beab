// swift-tools-version: 6.3
import PackageDescription

/// Settings of every Swift target: strict memory safety from the first commit, and the upcoming
/// features that make imports and existentials explicit. CI adds `WEIR_WERROR=1`.
let swiftSettings: [SwiftSetting] =
  [
    .strictMemorySafety(),
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + (Context.environment["WEIR_WERROR"] == nil ? [] : [.treatAllWarnings(as: .error)])

func target(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

let package = Package(
  name: "weir",
  products: [
    .library(name: "Weir", targets: ["Weir"]),
    .executable(name: "weir", targets: ["WeirTool"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The floor: bytes and diagnostics import nothing of ours.
    .target(name: "CByteScan"),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    target("Bytes", ["CByteScan"]),
    target("Diagnostics", []),

    // The data model and what is computed on it. No I/O, no async.
    target("Records", ["Bytes", "Diagnostics"]),
    target("Geo", ["Bytes"]),
    // Table Schema and data packages: what a user declares of columns.
    target("Schemas", ["Bytes", "Diagnostics", "Records", "Geo"]),
    // What `inspect` counts of columns: mergeable states over batches.
    target("Profiles", ["Bytes", "Records", "Geo", "Query"]),
    target("Query", ["Bytes", "Diagnostics", "Records", "Geo"]),
    target("Formats", ["Bytes", "Diagnostics", "Records", "Geo"]),

    // The only target that knows file descriptors and zlib.
    target("ByteIO", ["Bytes", "Diagnostics", "CZlib"]),

    // The only target that knows `async` and tasks.
    target(
      "Pipelines",
      [
        "Bytes", "Diagnostics", "Records", "Geo", "Query", "Schemas", "Profiles", "Formats", "ByteIO",
        .product(name: "DequeModule", package: "swift-collections"),
      ]),

    // The front doors.
    target(
      "PipelineFiles",
      [
        "Bytes", "Diagnostics", "Records", "Query", "Schemas", "Formats", "Pipelines",
        .product(name: "Yams", package: "Yams"),
      ]),
    target(
      "CommandLine",
      [
        "Bytes", "Diagnostics", "Records", "Query", "Schemas", "Profiles", "Formats", "ByteIO", "Pipelines",
        "PipelineFiles",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    target("Weir", ["Diagnostics", "Records", "Query", "Formats", "ByteIO", "Pipelines"]),
    .executableTarget(name: "WeirTool", dependencies: ["CommandLine"], swiftSettings: swiftSettings),

    // Makes the data of `make bench`.
    .executableTarget(
      name: "bench-data", dependencies: ["Bytes", .product(name: "SystemPackage", package: "swift-system")],
      path: "Tests/Performance/BenchData", swiftSettings: swiftSettings),
    // Measures what the checks of CSV cost, for `make bench`.
    .executableTarget(
      name: "bench-checks", dependencies: ["Bytes", "Diagnostics", "Records", "Formats", "ByteIO"],
      path: "Tests/Performance/BenchChecks", swiftSettings: swiftSettings),

    tests("BytesTests", ["Bytes", "CByteScan"]),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("RecordsTests", ["Bytes", "Records"]),
    tests("SchemasTests", ["Bytes", "Diagnostics", "Records", "Schemas"]),
    tests("ProfilesTests", ["Bytes", "Records", "Geo", "Profiles", "Formats"]),
    tests("GeoTests", ["Bytes", "Geo"]),
    tests("QueryTests", ["Bytes", "Diagnostics", "Records", "Query", "Formats"]),
    tests("FormatsTests", ["Bytes", "Diagnostics", "Records", "Geo", "Formats"]),
    tests("ByteIOTests", ["Bytes", "Diagnostics", "ByteIO"]),
    tests("PipelinesTests", ["Weir", "Bytes", "Diagnostics", "Records", "Query", "Formats", "ByteIO", "Pipelines"]),
    tests(
      "PipelineFilesTests",
      ["Diagnostics", "Records", "Formats", "Pipelines", "PipelineFiles", .product(name: "Yams", package: "Yams")]),
    tests(
      "CommandLineTests",
      [
        "Diagnostics", "Records", "Geo", "Profiles", "Formats", "Pipelines", "CommandLine",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    tests("EndToEndTests", ["Diagnostics", .product(name: "Yams", package: "Yams")]),
  ]
)
