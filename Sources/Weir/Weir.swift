/// weir for embedders: one `import Weir` gives sources, streams, pipelines and diagnostics.
///
///     for try await batch in Source.file("cities.csv").records(.csv)
///       .filter("population > 1000").select("name", "population")
///     {
///       for record in batch.records { print(record["name"] ?? "") }
///     }
@_exported public import Diagnostics
@_exported public import Formats
@_exported public import Pipelines
@_exported public import Records
