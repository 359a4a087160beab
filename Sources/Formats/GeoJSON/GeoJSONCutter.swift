import Bytes

/// Cuts a feature collection behind its features, wherever `features` stands among its members, and keeps the other
/// members (`outerMembers`).
///
/// Between features brackets are counted with wide loads; the few members around them are walked byte by byte. A
/// document that is one feature or one geometry is never cut.
package struct GeoJSONCutter: RecordCutter {
  private enum Mode { case outside, features, closed }

  private let isCollection: Bool
  private var mode = Mode.outside
  private var outside = GeoJSONOuterMembers()
  private var ends = JSONRecordEnds(level: 2)
  /// Bytes that were offered but not scanned yet: the last one, so that the final chunk always exists.
  private var lag = 0
  private var context = JSONContext()
  private var sawTypeBeforeFeatures = false

  package var outerMembers: [UInt8] { outside.kept }

  /// Records that were cut before this cutter began; nil: too many to say.
  private var recordsBefore: Int? = 0

  init(kind: GeoJSONKind) { isCollection = kind == .collection }

  /// Goes on among the features, behind a cut.
  init(kind: GeoJSONKind, resumingAt context: JSONContext) {
    self.init(kind: kind)
    self.context = context
    recordsBefore = context.records
    mode = .features
    sawTypeBeforeFeatures = context.sawType
    outside = GeoJSONOuterMembers(insideFeatures: context.sawType)
  }

  private var records: Int? { recordsBefore.map { $0 + ends.count } }

  package mutating func cut(_ bytes: Span<UInt8>, start: Int, scanned: Int, end: Int, isFinal: Bool) -> Cut? {
    guard isCollection else { return isFinal ? Cut(end: end, context: context.packed) : nil }
    let from = max(start, scanned - lag)
    let limit = isFinal ? end : end - 1
    guard from < limit || isFinal else {
      lag = end - from
      return nil
    }
    lag = end - limit
    let lastEnd = scan(bytes, from: from, to: limit)
    if isFinal { return Cut(end: end, context: context.packed) }
    if mode == .closed, lastEnd == nil { return cutTail(bytes, to: limit, start: start) }
    guard let lastEnd else { return nil }
    let cut = Cut(end: lastEnd, context: context.packed)
    context.sawType = sawTypeBeforeFeatures
    context.advance(over: bytes, from: start, to: lastEnd, records: records, state: .afterElement)
    return cut
  }

  /// Goes over new bytes; returns where the last feature in them ended.
  private mutating func scan(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int? {
    var position = from
    var lastEnd: Int?
    while position < to, mode != .closed {
      if mode == .features {
        let found = ends.scan(bytes, from: position, to: to)
        lastEnd = found.lastEnd ?? lastEnd
        position = found.closed ?? to
        if found.closed != nil { mode = .outside }
      }
      while position < to, mode == .outside {
        let byte = bytes[position]
        position += 1
        switch outside.take(byte) {
        case .more: continue
        case .features:
          mode = .features
          sawTypeBeforeFeatures = outside.sawType
        case .closed: mode = .closed
        }
      }
    }
    return lastEnd
  }

  /// After the document: see `JSONCutter`.
  private mutating func cutTail(_ bytes: Span<UInt8>, to: Int, start: Int) -> Cut? {
    guard context.state == .closed || to - start > 1 << 20 else { return nil }
    return context.cutTail(bytes, from: start, to: to, records: records)
  }
}

/// Walks the members of a collection outside its features.
struct GeoJSONOuterMembers: Sendable {
  enum Step { case more, features, closed }
  private enum Phase { case start, between, name, colon, valueStart, value }

  /// `"name":"x","note":1`
  private(set) var kept: [UInt8] = []
  private(set) var sawType = false
  private var sawFeatures = false
  private var phase = Phase.start
  private var member: [UInt8] = []
  private var nameEnd = 0
  private var depth = 0
  private var isInside = false
  private var isEscaped = false

  init() {}

  /// As it stands between two features.
  init(insideFeatures sawType: Bool) {
    self.sawType = sawType
    sawFeatures = true
    phase = .value
  }

  mutating func take(_ byte: UInt8) -> Step {
    switch phase {
    case .start:
      if byte == ASCII.openBrace { phase = .between }
    case .between:
      if byte == ASCII.closeBrace { return .closed }
      if byte == ASCII.quote {
        member = [byte]
        phase = .name
      }
    case .name:
      member.append(byte)
      if isEscaped {
        isEscaped = false
      } else if byte == ASCII.backslash {
        isEscaped = true
      } else if byte == ASCII.quote {
        nameEnd = member.count
        phase = .colon
      }
    case .colon:
      member.append(byte)
      if byte == ASCII.colon { phase = .valueStart }
    case .valueStart:
      if !JSONText.isWhite(byte) {
        if byte == ASCII.openBracket, !sawFeatures, isNamed(GeoJSONNames.features) {
          sawFeatures = true
          member = []
          phase = .value
          return .features
        }
        phase = .value
        return value(byte)
      }
    case .value: return value(byte)
    }
    return .more
  }

  private mutating func value(_ byte: UInt8) -> Step {
    if isInside {
      if isEscaped {
        isEscaped = false
      } else if byte == ASCII.backslash {
        isEscaped = true
      } else if byte == ASCII.quote {
        isInside = false
      }
    } else if byte == ASCII.quote {
      isInside = true
    } else if byte | 0x20 == ASCII.openBrace {
      depth += 1
    } else if depth == 0, byte == ASCII.comma || byte == ASCII.closeBrace {
      endMember()
      phase = .between
      return byte == ASCII.comma ? .more : .closed
    } else if byte | 0x20 == ASCII.closeBrace, depth > 0 {
      depth -= 1
    }
    // Empty while the rest of `features` is passed over.
    if !member.isEmpty { member.append(byte) }
    return .more
  }

  private mutating func endMember() {
    guard !member.isEmpty else { return }
    if isNamed(GeoJSONNames.type) { sawType = true }
    let isDropped = [GeoJSONNames.type, GeoJSONNames.features, GeoJSONNames.boundingBox, GeoJSONNames.crs]
      .contains { isNamed($0) }
    if !isDropped {
      while let last = member.last, JSONText.isWhite(last) { member.removeLast() }
      if !kept.isEmpty { kept.append(ASCII.comma) }
      kept.append(contentsOf: member)
    }
    member = []
  }

  private func isNamed(_ name: [UInt8]) -> Bool {
    let extent = JSONExtent(start: 0, end: nameEnd, hasEscape: member[..<nameEnd].contains(ASCII.backslash))
    return GeoJSONNames.spells(name, member.span, extent)
  }
}
