import Bytes
import Geo
import Records

/// What an output changes in geometries: cut at longitude 180, turned rings, rounded coordinates, in this order.
///
/// By default only rings are turned. Every number that is not rounded or moved by a turn keeps its text.
struct GeometryRewriter: Sendable {
  private let turnsRings: Bool
  private let cuts: Bool
  private let precision: Int?
  /// What was changed since somebody took it.
  var changes = ChangeCounts()
  private var geometry = GeometryText()

  init(_ options: WriteOptions) {
    turnsRings = (options.winding ?? (options.layout == .ods ? .keep : .rfc7946)) == .rfc7946
    cuts = options.antimeridian == .cut
    precision = options.precision
  }

  /// False when every geometry leaves as it stands.
  var mayChange: Bool { turnsRings || cuts || precision != nil }

  /// True when the text is a geometry all the way down.
  mutating func isWellFormed(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    geometry.parse(bytes, from: start, to: end)
    return geometry.isWellFormed
  }

  /// The geometry in `start..<end` as it leaves; nil when it leaves as it stands, as one that is not well formed does.
  mutating func rewritten(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> ByteBuilder? {
    guard mayChange else { return nil }
    geometry.parse(bytes, from: start, to: end)
    guard geometry.isWellFormed else { return nil }
    var text: ByteBuilder?
    if cuts {
      var cut = ByteBuilder(capacity: 0)
      let count = AntimeridianCut.append(bytes, from: start, to: end, into: &cut)
      if count > 0 {
        changes.add(.geometryCut, count)
        cut.withSpan { geometry.parse($0, from: 0, to: $0.count) }
        text = cut
      }
    }
    if turnsRings, geometry.needsRewinding {
      changes.add(.ringRewound, geometry.rings.count { $0.mustTurn })
      text = Self.apply(text, bytes, start, end) { bytes, start, end, output in
        geometry.appendRewound(bytes, from: start, to: end, into: &output)
        return true
      }
    }
    if let precision {
      var count = 0
      text =
        Self.apply(text, bytes, start, end) { bytes, start, end, output in
          count = CoordinateRounding.append(bytes, from: start, to: end, decimals: precision, into: &output)
          return count > 0
        } ?? text
      changes.add(.coordinateRounded, count)
    }
    return text
  }

  /// Runs a rewriting over the text so far; nil when it changed nothing.
  private static func apply(
    _ text: ByteBuilder?, _ bytes: Span<UInt8>, _ start: Int, _ end: Int,
    _ body: (Span<UInt8>, Int, Int, inout ByteBuilder) -> Bool
  ) -> ByteBuilder? {
    var output = ByteBuilder(capacity: end - start)
    let isChanged =
      if let text { text.withSpan { body($0, 0, $0.count, &output) } } else { body(bytes, start, end, &output) }
    return isChanged ? output : nil
  }
}
