/// How to write an output, as far as the user said: nil is for the preset, the layout or the format to decide.
///
/// Every option is one entry of the option table (flag, key of the pipeline file, help); here is only what it means.
public struct WriteOptions: Sendable, Equatable {
  public enum Quoting: String, Sendable, CaseIterable { case minimal, all }
  public enum LineEnd: String, Sendable, CaseIterable { case lf, crlf }

  // MARK: Delimited text

  /// A bundle of the options below, for a program that reads the output; each of them may still be said.
  public var preset = Preset.none
  public var delimiter: UInt8?
  public var quoting = Quoting.minimal
  /// nil: LF; CRLF in the excel-eu preset and the ods layout.
  public var lineEnd: LineEnd?
  /// nil: only in the excel-eu preset.
  public var writesByteOrderMark: Bool?
  public var writesHeader = true
  /// What stands for null; a text that equals it is quoted.
  public var nullText = ""
  /// The mark in numbers of columns that are numbers. nil: as it was read; a comma in the excel-eu preset.
  public var decimalMark: ASCIIMark?
  public var formulaGuard = FormulaGuard.off

  // MARK: Drawings

  /// Set by the tool, which knows its terminal.
  public var space = DrawingSpace()

  // MARK: JSON and GeoJSON

  public var isPretty = false
  public var callback: String?
  /// Fields `a.b` become members of an object `a`.
  public var unflattens = false
  /// nil: as RFC 7946 wants it; as they were read in the ods layout.
  public var winding: Winding?
  /// Decimals of coordinates; nil: as they were read.
  public var precision: Int?
  public var antimeridian = Antimeridian.keep
  /// A `bbox` in each feature.
  public var writesBoundingBox = false

  // MARK: Layout

  public var layout = Layout.native
  /// `datasetid` of the records of the Opendatasoft layout.
  public var dataset: String?
  /// Labels of the schema instead of names.
  public var usesLabels = false
  /// A change of any value or spelling, which is counted otherwise, is an error.
  public var assertsLossless = false

  public init() {}
}

/// What a program expects of a CSV file.
public enum Preset: String, Sendable, CaseIterable {
  case none
  /// A spreadsheet of continental Europe: semicolons, byte-order mark, CRLF, decimal comma.
  case excelEU = "excel-eu"
}

/// What happens to text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, tab or CR and is no
/// number).
public enum FormulaGuard: String, Sendable, CaseIterable {
  case off
  /// An apostrophe is put before it, and counted.
  case prefix
  case reject
}

/// The direction of polygon rings in GeoJSON.
public enum Winding: String, Sendable, CaseIterable {
  /// Exterior rings counterclockwise, holes clockwise (RFC 7946).
  case rfc7946
  /// As they were read.
  case keep
}

/// What happens to geometry that crosses longitude 180.
public enum Antimeridian: String, Sendable, CaseIterable {
  case keep
  /// Cut into two parts (RFC 7946 section 3.1.9).
  case cut
}

/// Whose layout an output has.
public enum Layout: String, Sendable, CaseIterable {
  case native
  /// The downloads of an Opendatasoft portal, version 1.
  case ods
}
