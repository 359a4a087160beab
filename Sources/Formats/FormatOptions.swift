public import Records

/// How to read an input, as far as the user said. Everything else is settled by the probe.
public struct ReadOptions: Sendable, Equatable {
  /// nil: automatic.
  public var delimiter: UInt8?
  /// nil: automatic (`"`); 0: no quoting.
  public var quote: UInt8?
  public var escapesWithBackslash = false
  public var hasHeader = true
  /// A lone carriage return ends a record.
  public var endsLinesWithCR = false
  public var maximumDepth = 512
  public var maximumRecordBytes = 16 << 20
  public var maximumFields = 65_536
  public var geo: GeoOption?

  public init() {}
}

/// `--geo`: where the geometry comes from, by names.
public enum GeoOption: Sendable, Equatable {
  case point(field: String, order: CoordinateOrder)
  case pair(latitude: String, longitude: String)
  case shape(field: String)
}

/// How to write an output, as far as the user said.
public struct WriteOptions: Sendable, Equatable {
  public enum Quoting: String, Sendable, CaseIterable { case minimal, all }
  public enum LineEnd: String, Sendable, CaseIterable { case lf, crlf }

  public var delimiter: UInt8?
  public var quoting = Quoting.minimal
  public var lineEnd = LineEnd.lf
  public var writesByteOrderMark = false
  public var writesHeader = true
  public var isPretty = false
  public var callback: String?

  public init() {}
}
