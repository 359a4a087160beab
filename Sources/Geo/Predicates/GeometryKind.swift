import Bytes

/// Kinds of geometry for `#geometry(f,"polygon")`: what a stored value is, without reading its coordinates.
extension GeometryText.Kind {
  /// The kind with a name of GeoJSON in `start..<end`, in any case; nil for another name.
  package init?(name source: Span<UInt8>, from start: Int, to end: Int) {
    let found = GeometryText.kinds.first { candidate in
      candidate.name.count == end - start
        && candidate.name.indices.allSatisfy {
          ASCII.lowercased(candidate.name[$0]) == ASCII.lowercased(source[start + $0])
        }
    }
    guard let found else { return nil }
    self = found.kind
  }

  /// The kind of the GeoJSON geometry in `start..<end` by its `type`; nil for what has none. The coordinates are skipped,
  /// so one with faults in them has a kind as well.
  package init?(ofGeoJSON source: Span<UInt8>, from start: Int, to end: Int) {
    var i = JSONTextCheck.skipSpace(source, start, end)
    guard i < end, source[i] == ASCII.openBrace else { return nil }
    i += 1
    while let (key, value) = GeometryParts.member(source, &i, end) {
      guard source.holds(GeometryText.typeKey, from: key.lowerBound, to: key.upperBound) else { continue }
      guard !value.isEmpty, let kind = GeometryText.kind(source, value.lowerBound, value.upperBound) else { return nil }
      self = kind
      return
    }
    return nil
  }

  /// The kind of the WKT or EWKT in `start..<end` by its first word; nil for another word.
  package init?(ofWellKnownText source: Span<UInt8>, from start: Int, to end: Int) {
    var first = JSONTextCheck.skipSpace(source, start, end)
    let semicolon = source.position(of: ASCII.semicolon, or: ASCII.semicolon, from: first, to: end)
    if semicolon < end { first = JSONTextCheck.skipSpace(source, semicolon + 1, end) }
    var last = first
    while last < end, ASCII.lowercased(source[last]) &- 0x61 < 26 { last += 1 }
    // `POINTZ`, `POINTM` and `POINTZM` are glued.
    for suffix in 0...2 where last - suffix > first {
      if let kind = Self(name: source, from: first, to: last - suffix),
        suffix == 0 || Self.isDimension(source, last - suffix, last)
      {
        self = kind
        return
      }
    }
    return nil
  }

  private static func isDimension(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    let letters = (start..<end).map { ASCII.lowercased(source[$0]) }
    return [[0x7A], [0x6D], [0x7A, 0x6D]].contains(letters)
  }
}
