import CByteScan

/// Turns text of one encoding into UTF-8, a piece at a time, without state: what a piece ends in the middle of is left to
/// be offered again in front of the next piece.
///
/// ```swift
/// let step = transcoder.transcode(input.span, from: used, to: filled, into: &output, at: 0, upTo: output.count)
/// if step.read == 0, step.written == 0 { … transcoder.obstacle(input.span, at: used, to: filled) … }
/// ```
package struct Transcoder: Sendable {
  package let encoding: TextEncoding
  /// Bytes that the encoding does not assign are obstacles instead of C1 controls: for an encoding that was guessed.
  package let isStrict: Bool
  /// For single-byte encodings: UTF-8 bytes of 0x80 to 0xFF, lowest first, their number in the top byte.
  let table: [UInt32]

  package init(_ encoding: TextEncoding, isStrict: Bool = false) {
    self.encoding = encoding
    self.isStrict = isStrict
    table = (UInt8(0x80)...0xFF).map { byte in
      guard let scalar = encoding.scalar(of: byte), !isStrict || encoding.isAssigned(byte) else { return 0 }
      var entry: UInt32 = 0
      var length: UInt32 = 0
      for unit in UTF8.encode(scalar) ?? UTF8.EncodedScalar() {
        entry |= UInt32(unit) << (8 * length)
        length += 1
      }
      return entry | length << 24
    }
  }

  /// True when not every sequence of bytes is text.
  package var canFail: Bool { isStrict || encoding.isUTF16 }

  /// How far a step came.
  package struct Step: Sendable, Equatable {
    package var read: Int
    package var written: Int
  }

  /// Writes the UTF-8 of `input[from..<to]` to `output[start..<limit]` as far as it goes: to the end, to the last whole
  /// character that there is room for, or to an obstacle. Four bytes of room are enough for any character.
  package func transcode(
    _ input: Span<UInt8>, from: Int, to: Int, into output: inout [UInt8], at start: Int, upTo limit: Int
  ) -> Step {
    precondition(from >= 0 && from <= to && to <= input.count)
    precondition(start >= 0 && start <= limit && limit <= output.count)
    guard from < to, start < limit else { return Step(read: 0, written: 0) }
    // SAFETY: the preconditions bound both ranges; the kernels read from[0..<count] and write to[0..<room] only.
    let done = unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target -> weir_transcoded in
        guard let first = source.baseAddress, let room = target.baseAddress else { return weir_transcoded() }
        if encoding.isUTF16 {
          return unsafe weir_utf16_to_utf8(
            first + from, to &- from, encoding == .utf16BigEndian ? 1 : 0, room + start, limit &- start)
        }
        return unsafe table.withUnsafeBufferPointer { table in
          guard let entries = table.baseAddress else { return weir_transcoded() }
          return unsafe weir_bytes_to_utf8(first + from, to &- from, entries, room + start, limit &- start)
        }
      }
    }
    return Step(read: done.read, written: done.written)
  }

  /// Why nothing more can be read at `position`, given enough room.
  package enum Obstacle: Sendable, Equatable {
    /// The character goes on behind `to`: offer more, or it is cut off if the input ends here.
    case cut
    /// A byte that the encoding does not assign.
    case unassigned(UInt8)
    /// Half of a surrogate pair without the other one.
    case loneSurrogate(UInt16)
  }

  /// nil when a whole character stands at `position`.
  package func obstacle(_ input: Span<UInt8>, at position: Int, to end: Int) -> Obstacle? {
    guard position < end else { return .cut }
    guard encoding.isUTF16 else {
      let byte = input[position]
      return byte < 0x80 || table[Int(byte) - 0x80] != 0 ? nil : .unassigned(byte)
    }
    guard let unit = unit(input, at: position, to: end) else { return .cut }
    guard (0xD800..<0xE000).contains(unit) else { return nil }
    guard unit < 0xDC00 else { return .loneSurrogate(unit) }
    guard let second = self.unit(input, at: position + 2, to: end) else { return .cut }
    return (0xDC00..<0xE000).contains(second) ? nil : .loneSurrogate(unit)
  }

  func unit(_ input: Span<UInt8>, at position: Int, to end: Int) -> UInt16? {
    guard position + 2 <= end else { return nil }
    let (first, second) = (UInt16(input[position]), UInt16(input[position + 1]))
    return encoding == .utf16BigEndian ? first << 8 | second : second << 8 | first
  }
}

extension Span where Element == UInt8 {
  /// How many bytes in `start..<end` begin a character beyond ASCII; in valid UTF-8, the number of such characters.
  package func countOfWideCharacters(from start: Int, to end: Int) -> Int {
    precondition(start >= 0 && start <= end && end <= count)
    guard start < end else { return 0 }
    // SAFETY: the precondition bounds the read.
    return unsafe withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return Int(unsafe weir_count_leads(base + start, end &- start))
    }
  }
}
