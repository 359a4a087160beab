import Formats
import Foundation
import Pipelines
import Profiles
import Records

/// A pipeline that reads an input with everything settled that `inspect` found, and writes it as JSON Lines, or as GeoJSON
/// where there is one geometry.
enum InspectionPipeline {
  /// `target` is where the pipeline file will stand: paths in it are relative to it.
  static func declaration(
    of input: InputDeclaration, _ inspection: Inspection, writtenTo target: String?
  ) -> PipelineDeclaration {
    var input = input
    input.format = inspection.format
    input.options = inspection.options
    if !inspection.isJSON, inspection.extent == .whole { input.options.columnTypes = types(inspection) }
    if input.options.geo == nil, inspection.geometries.count == 1 {
      input.options.geo = inspection.geometries[0].option
    }
    let path = input.paths.first ?? "-"
    input.paths = [relative(path, to: target)]
    input.options.schemaPath = input.options.schemaPath.map { relative($0, to: target) }
    let format = inspection.geometries.count == 1 ? "geojson" : "jsonl"
    let stem = path == "-" ? "records" : Self.stem(path)
    let isSame = path.split(separator: "/").last.map(String.init) == "\(stem).\(format)"
    var declaration = PipelineDeclaration(
      input: input,
      outputs: [OutputDeclaration(path: isSame ? "\(stem)-copy.\(format)" : "\(stem).\(format)", format: format)])
    declaration.summary =
      "made by weir inspect: \(InspectionWords.extent(inspection, isStandardInput: path == "-"))"
    return declaration
  }

  /// Declares what every value of the whole input was; types that were given stay.
  private static func types(_ inspection: Inspection) -> [ColumnSetting] {
    var settings = inspection.options.columnTypes
    for column in inspection.columns where !settings.contains(where: { $0.column == column.name }) {
      switch column.verdict.kind {
      case .integer, .number, .boolean, .date, .datetime, .geopoint, .text:
        settings.append(ColumnSetting(column: column.name, value: column.verdict.kind.rawValue))
      case .unknown, .shape: break
      }
    }
    return settings
  }

  /// `path` as seen from the directory of `target`.
  private static func relative(_ path: String, to target: String?) -> String {
    guard path != "-", !path.hasPrefix("/"), let target, let slash = target.lastIndex(of: "/") else { return path }
    let steps = target[..<slash].split(separator: "/").filter { $0 != "." }
    if target.hasPrefix("/") || steps.contains("..") {
      return FileManager.default.currentDirectoryPath + "/" + path
    }
    return String(repeating: "../", count: steps.count) + path
  }

  private static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.dropFirst().firstIndex(of: ".") else { return name }
    return String(name[..<dot])
  }
}
