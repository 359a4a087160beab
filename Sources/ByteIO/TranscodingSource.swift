package import Bytes
package import Diagnostics

/// A source whose text is turned into UTF-8 while it is read: between decompression and the probe of the formats.
///
/// What cannot be text in the encoding is an error with its byte in the file; the text before it is given out first. A
/// byte-order mark stays in the text: the formats remove and count it.
package struct TranscodingSource: ByteSource {
  private var base: any ByteSource
  private let transcoder: Transcoder
  private var block = TranscodingBlock()
  private var isAtEnd = false
  private var failure: Diagnostic?
  /// Line feeds in the text given out: an error says its line.
  private var lines = 0
  /// A character that there was no room for: `spill[spilled]` is still to be given out.
  private var spill: [UInt8] = [0, 0, 0, 0]
  private var spilled = 0..<0
  private let ownWarnings: [Diagnostic]
  private var members: MemberTranslation?

  /// - Parameter members: where gzip members begin in the file, and who is told where they begin in the text.
  package init(
    _ base: any ByteSource, _ transcoder: Transcoder, warnings: [Diagnostic] = [],
    members: (file: GzipMembers, text: GzipMembers)? = nil
  ) {
    self.members = members.map {
      MemberTranslation(from: $0.file, to: $0.text, isUTF16: transcoder.encoding.isUTF16)
    }
    self.base = base
    self.transcoder = transcoder
    ownWarnings = warnings
  }

  package var name: String { base.name }
  package var isRegularFile: Bool { base.isRegularFile }
  package var byteCount: Int? { base.byteCount }
  package var fileBytesRead: Int { base.fileBytesRead }
  package var warnings: [Diagnostic] { ownWarnings + base.warnings }
  package var hasMetError: Bool { base.hasMetError }

  package func isReady(withinMilliseconds patience: Int32) -> Bool {
    // Four bytes are a whole character in any encoding.
    !spilled.isEmpty || block.waiting >= 4 || isAtEnd || failure != nil || base.isReady(withinMilliseconds: patience)
  }

  package mutating func read(into buffer: inout [UInt8], at offset: Int, upTo count: Int) throws(Diagnostic) -> Int {
    guard count > 0 else { return 0 }
    if let failure { throw failure }
    while true {
      if !spilled.isEmpty { return unspill(into: &buffer, at: offset, upTo: count) }
      if count < spill.count {
        var character = spill
        spilled = 0..<transcode(into: &character, at: 0, upTo: character.count)
        spill = character
        if !spilled.isEmpty { continue }
      } else {
        let written = transcode(into: &buffer, at: offset, upTo: offset + count)
        countLines(buffer, from: offset, to: offset + written)
        if written > 0 { return written }
      }
      let obstacle = block.obstacle(transcoder)
      if obstacle == .cut, !isAtEnd {
        isAtEnd = try block.refill(from: &base) == 0
      } else if block.waiting == 0 {
        return 0
      } else if let obstacle {
        let described = describe(obstacle)
        failure = described
        throw described
      }
    }
  }

  /// Returns how many bytes it wrote.
  private mutating func transcode(into output: inout [UInt8], at start: Int, upTo limit: Int) -> Int {
    let before = block.offset
    let written = block.transcode(transcoder, into: &output, at: start, upTo: limit)
    members?.note(output, from: start, to: start + written, of: before..<block.offset)
    return written
  }

  private mutating func unspill(into buffer: inout [UInt8], at offset: Int, upTo count: Int) -> Int {
    let taken = min(count, spilled.count)
    buffer.replace(at: offset, with: spill, from: spilled.lowerBound, count: taken)
    countLines(buffer, from: offset, to: offset + taken)
    spilled = spilled.lowerBound + taken..<spilled.upperBound
    return taken
  }

  private mutating func countLines(_ buffer: [UInt8], from start: Int, to end: Int) {
    guard transcoder.canFail else { return }
    lines += buffer.span.count(of: ASCII.lineFeed, from: start, to: end)
  }

  private func describe(_ obstacle: Transcoder.Obstacle) -> Diagnostic {
    let encoding = transcoder.encoding.rawValue
    let (code, message, help): (DiagnosticCode, String, String) =
      switch obstacle {
      case .cut:
        (
          .invalidUTF16,
          "the UTF-16 text ends with \(block.waiting % 2 == 1 ? "half of a unit of 2 bytes" : "half of a surrogate pair")",
          "the input is cut short, or is not UTF-16"
        )
      case .loneSurrogate(let unit):
        (
          .invalidUTF16,
          "0x\(String(unit, radix: 16, uppercase: true)) is the \(unit < 0xDC00 ? "first" : "second") half of a surrogate "
            + "pair without the other one", "repair the 2 bytes: half a pair is no character"
        )
      case .unassigned(let byte):
        (
          .encodingUnclear,
          "byte 0x\(String(byte, radix: 16, uppercase: true)) has no character in \(encoding), which --encoding auto chose",
          "-e \(encoding) reads it as a control character; or name another encoding"
        )
      }
    return Diagnostic(
      code, message, at: Location(file: name, byte: block.offset), notes: ["on line \(lines + 1) of the text"],
      help: [help])
  }

  package mutating func close() {
    isAtEnd = true
    block.clear()
    base.close()
  }
}

/// Bytes of the file that wait to be transcoded.
private struct TranscodingBlock: Sendable {
  private var bytes = [UInt8](repeating: 0, count: 64 << 10)
  private var used = 0
  private var filled = 0
  /// Bytes of the file before the waiting ones.
  private(set) var offset = 0

  var waiting: Int { filled - used }

  /// Returns how many bytes it wrote.
  mutating func transcode(
    _ transcoder: Transcoder, into output: inout [UInt8], at start: Int, upTo limit: Int
  ) -> Int {
    let step = transcoder.transcode(bytes.span, from: used, to: filled, into: &output, at: start, upTo: limit)
    used += step.read
    offset += step.read
    return step.written
  }

  func obstacle(_ transcoder: Transcoder) -> Transcoder.Obstacle? {
    transcoder.obstacle(bytes.span, at: used, to: filled)
  }

  /// Reads more behind what is waiting; 0 at the end.
  mutating func refill(from base: inout any ByteSource) throws(Diagnostic) -> Int {
    let rest = waiting
    for i in 0..<rest { bytes[i] = bytes[used + i] }
    (used, filled) = (0, rest)
    let count = try base.read(into: &bytes, at: rest, upTo: bytes.count - rest)
    filled += count
    return count
  }

  mutating func clear() { used = filled }
}
