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

/// Targets of libFuzzer, which have no `main` of their own: only where somebody fuzzes (`make fuzz`).
let fuzzTargets: [Target] =
  Context.environment["WEIR_FUZZ"] == nil
  ? []
  : [
    .target(
      name: "FuzzKit",
      dependencies: ["Bytes", "Diagnostics", "Records", "Geo", "Formats", "ByteIO", "TestKit", "Answers"],
      path: "Tests/Fuzz/Kit", swiftSettings: swiftSettings)
  ]
    + [
      "CSV", "JSON", "JSONLines", "GeoJSON", "Gzip", "Query", "QueryString", "Pipeline", "Schema", "Values",
      "RoundTrip", "Twins",
    ].map { name in
      .executableTarget(
        name: "Fuzz\(name)", dependencies: ["FuzzKit"], path: "Tests/Fuzz/Fuzz\(name)",
        swiftSettings: swiftSettings + [.unsafeFlags(["-parse-as-library"])])
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
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The floor: bytes import nothing of ours, diagnostics only them.
    .target(name: "CByteScan"),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    target("Bytes", ["CByteScan"]),
    target("Diagnostics", ["Bytes"]),

    // The calendar and time zones. Imports nothing.
    target("Calendars", []),

    // The data model and what is computed on it. No I/O, no async.
    target("Records", ["Bytes", "Calendars", "Diagnostics"]),
    target("Geo", ["Bytes"]),
    // Table Schema and data packages: what a user declares of columns.
    target("Schemas", ["Bytes", "Diagnostics", "Records", "Geo"]),
    // What `inspect` counts of columns: mergeable states over batches.
    target("Profiles", ["Bytes", "Records", "Geo", "Query"]),
    target("Query", ["Bytes", "Calendars", "Diagnostics", "Records", "Geo"]),
    // Group tables and what is counted with them: mergeable states over batches.
    target("Aggregates", ["Bytes", "Calendars", "Records", "Query", "Expressions"]),
    // The arithmetic of `analyze`: expressions over numbers, evaluated a block at a time.
    target("Expressions", ["Bytes", "Diagnostics"]),
    target("Formats", ["Bytes", "Diagnostics", "Records", "Geo"]),

    // SHA-256, for receipts.
    target("Digests", [.product(name: "Crypto", package: "swift-crypto")]),

    // The only target that knows file descriptors and zlib.
    target("ByteIO", ["Bytes", "Diagnostics", "Digests", "CZlib"]),

    // The only target that knows `async` and tasks.
    target(
      "Pipelines",
      [
        "Bytes", "Calendars", "Diagnostics", "Digests", "Records", "Geo", "Query", "Expressions", "Aggregates",
        "Schemas", "Profiles", "Formats", "ByteIO",
        .product(name: "DequeModule", package: "swift-collections"),
      ]),

    // The front doors.
    target(
      "PipelineFiles",
      [
        "Bytes", "Calendars", "Diagnostics", "Records", "Query", "Aggregates", "Schemas", "Formats", "ByteIO",
        "Pipelines",
        .product(name: "Yams", package: "Yams"),
      ]),
    target(
      "CommandLine",
      [
        "Bytes", "Diagnostics", "Records", "Query", "Expressions", "Aggregates", "Schemas", "Profiles", "Formats",
        "ByteIO", "Pipelines", "PipelineFiles",
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
    // Breaks the world around the release binary, for `make faults torture kills`.
    .executableTarget(
      name: "faults", dependencies: ["Bytes"], path: "Tests/Faults", exclude: ["Shim"], swiftSettings: swiftSettings),

    // What several suites share: feeding readers, collecting outputs, random numbers with a seed.
    .target(
      name: "TestKit", dependencies: ["Bytes", "Diagnostics", "Records", "Formats", "ByteIO"], path: "Tests/TestKit",
      swiftSettings: swiftSettings),
    // C like `CByteScan`, but of tests only: Swift cannot stand in for `malloc`. Counts allocations for their budgets.
    .target(name: "AllocationCount", path: "Tests/AllocationCount"),
    // What readers must make of bytes that may be anything: for variants and for fuzzing.
    .target(
      name: "Answers",
      dependencies: [
        "Diagnostics", "Records", "Query", "Schemas", "Formats", "ByteIO", "Pipelines", "PipelineFiles", "TestKit",
      ],
      path: "Tests/Answers", swiftSettings: swiftSettings),
    // Every prefix and bit flip of small seeds, for `make variants`.
    .executableTarget(
      name: "variants", dependencies: ["Bytes", "Diagnostics", "Formats", "ByteIO", "TestKit", "Answers"],
      path: "Tests/Variants", swiftSettings: swiftSettings),

    tests("BytesTests", ["Bytes", "CByteScan", "TestKit"]),
    tests("CalendarsTests", ["Calendars", "TestKit"]),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("RecordsTests", ["Bytes", "Calendars", "Records"]),
    tests("SchemasTests", ["Bytes", "Diagnostics", "Records", "Schemas"]),
    tests("AggregatesTests", ["Bytes", "Calendars", "Records", "Query", "Aggregates", "TestKit"]),
    tests("ProfilesTests", ["Bytes", "Records", "Geo", "Profiles", "Formats"]),
    tests("GeoTests", ["Bytes", "Geo", "TestKit"]),
    tests("QueryTests", ["Bytes", "Calendars", "Diagnostics", "Records", "Query", "Formats", "TestKit"]),
    tests("ExpressionsTests", ["Diagnostics", "Expressions", "TestKit"]),
    tests("FormatsTests", ["Bytes", "Diagnostics", "Records", "Geo", "Formats"]),
    tests("ByteIOTests", ["Bytes", "Diagnostics", "ByteIO", "TestKit"]),
    tests(
      "PipelinesTests",
      [
        "Weir", "Bytes", "Calendars", "Diagnostics", "Records", "Query", "Formats", "ByteIO", "Pipelines", "TestKit",
        "AllocationCount",
      ]),
    tests(
      "PipelineFilesTests",
      [
        "Diagnostics", "Records", "Formats", "Pipelines", "PipelineFiles", "TestKit",
        .product(name: "Yams", package: "Yams"),
      ]),
    tests(
      "CommandLineTests",
      [
        "Diagnostics", "Records", "Geo", "Profiles", "Formats", "Pipelines", "PipelineFiles", "CommandLine", "TestKit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    tests(
      "PropertiesTests",
      [
        "Bytes", "Calendars", "Diagnostics", "Records", "Geo", "Query", "Profiles", "Formats", "ByteIO", "Pipelines",
        "TestKit",
      ]),
    tests("EndToEndTests", ["Diagnostics", "TestKit", .product(name: "Yams", package: "Yams")]),
  ] + fuzzTargets
)
