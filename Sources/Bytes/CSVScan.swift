import CByteScan

/// The structural scan of delimited text: positions of separators, and the facts that prove a chunk regular.
///
/// One call covers a whole chunk. The kernel assumes strict RFC 4180 quoting and proves it on the way (`isClean`); where
/// the proof fails the positions mean nothing and the plain decoder takes over. `scalarScan` is the plain twin.
package enum CSVScan {
  /// What is known of a chunk after the scan.
  package struct Facts: Sendable, Equatable {
    /// Structural separators found, line feeds included.
    package var separators = 0
    /// Structural line feeds.
    package var newlines = 0
    /// Structural line feeds that a carriage return precedes.
    package var crlf = 0
    /// Line feeds inside quotes.
    package var quotedNewlines = 0
    /// Every quote opens at the start of a field and closes at its end.
    package var isClean = true
    /// A quote is still open at the end.
    package var isOpen = false

    package init() {}
  }

  /// Fills `slots` with a sentinel (`start - 1`, wrapping) and the position of every delimiter and line feed outside
  /// quotes in `bytes[start..<end]`. `quote` 0: no quoting. `bytes` must hold `byteSlack` more bytes after `end`.
  ///
  /// `proving` false finds only the separators and whether a quote is open: what the proofs cost is measured against it.
  package static func scan(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, delimiter: UInt8, quote: UInt8, proving: Bool = true,
    into slots: inout [UInt32]
  ) -> Facts {
    precondition(start >= 0 && start <= end && end + byteSlack <= bytes.count && end < 1 << 30)
    var facts = Facts()
    slots.removeAll(keepingCapacity: true)
    // SAFETY: the precondition gives the kernel its 64 readable bytes after `end`, and the room asked for is the
    // `end - start + 64` entries that it may write, after the sentinel.
    slots.append(addingCapacity: end &- start &+ byteSlack &+ 1) { output in
      output.append(UInt32(truncatingIfNeeded: start &- 1))
      unsafe bytes.withUnsafeBufferPointer { buffer in
        unsafe output.withUnsafeMutableBufferPointer { room, count in
          guard let base = buffer.baseAddress, let first = room.baseAddress else { return }
          let found = unsafe weir_csv_scan(base, start, end, delimiter, quote, proving ? 1 : 0, first + 1)
          facts.separators = Int(found.separators)
          facts.newlines = Int(found.newlines)
          facts.crlf = Int(found.crlf)
          facts.quotedNewlines = Int(found.quoted_newlines)
          facts.isClean = found.clean != 0
          facts.isOpen = found.open != 0
          count = facts.separators &+ 1
        }
      }
    }
    return facts
  }

  /// Position after the last line feed outside quotes in `start..<end`, or nil. `isInside` says whether a quote is open at
  /// `start` and is left as it stands at `end`.
  package static func cut(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, quote: UInt8, isInside: inout Bool
  ) -> Int? {
    precondition(start >= 0 && start <= end && end <= bytes.count)
    guard start < end else { return nil }
    var parity: UInt32 = isInside ? 1 : 0
    // SAFETY: the precondition bounds the reads; the kernel reads p[start..<end] only.
    let position = unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return Int.max }
      return Int(truncatingIfNeeded: unsafe weir_csv_cut(base, start, end, quote, &parity))
    }
    isInside = parity != 0
    return position > end || position < 0 ? nil : position
  }
}

extension Span where Element == UInt8 {
  /// Number of bytes in `start..<end` that equal `byte`.
  package func count(of byte: UInt8, from start: Int, to end: Int) -> Int {
    precondition(start >= 0 && start <= end && end <= count)
    // SAFETY: the precondition bounds the reads.
    return unsafe withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, start < end else { return 0 }
      return Int(unsafe weir_count_byte(base + start, end &- start, byte))
    }
  }

  /// Number of line feeds in `start..<end`; `endsWithCR`: of lone carriage returns too.
  package func countLines(from start: Int, to end: Int, endsWithCR: Bool) -> Int {
    var lines = count(of: ASCII.lineFeed, from: start, to: end)
    guard endsWithCR else { return lines }
    for i in start..<end where self[i] == ASCII.carriageReturn {
      if i + 1 == end || self[i + 1] != ASCII.lineFeed { lines += 1 }
    }
    return lines
  }

  /// Position of the first byte in `start..<end` that equals one of four, else `end`.
  package func position(
    ofAny a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, from start: Int, to end: Int
  ) -> Int {
    precondition(start >= 0 && start <= end && end <= count)
    // SAFETY: the precondition bounds the reads.
    return unsafe withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, start < end else { return end }
      return unsafe start &+ Int(weir_find_any4(base + start, end &- start, a, b, c, d))
    }
  }
}
