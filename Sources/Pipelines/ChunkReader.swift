import ByteIO
import Bytes
import Diagnostics
import Formats
import Records

/// Reads an input and cuts it into chunks of whole records. Passed between workers as the value of a `Baton`.
///
/// The bytes after a cut are carried to the front of the next chunk, so a chunk always begins with a record.
struct ChunkReader: Sendable {
  enum Next {
    case chunk(index: Int)
    case failed(Diagnostic, index: Int)
    case ended(index: Int)
  }

  private enum Supply {
    /// A regular file: read where we stand, a page-cache copy.
    case inline(any ByteSource)
    /// Anything that may block or burn: a thread reads ahead.
    case ahead(ReadAhead)
  }

  private var supply: Supply
  private var cutter: any RecordCutter
  private let maximumRecordBytes: Int
  private let chunkBytes: Int
  /// Bytes after the last cut, to be moved to the front of the next chunk.
  private var carry: [UInt8] = []
  private var carryCount: Int
  private var block = ReadAhead.Block(bytes: [], count: 0)
  /// Bytes of `block` that were used.
  private var blockUsed = 0
  /// Bytes before the first record, still to be skipped.
  private var skip: Int
  /// False for a part of a file that ends among the records.
  private var readsToEnd = true
  private var index = 0
  private var isAtEnd = false
  /// A read failure that waits until the bytes before it have left.
  private var pendingFailure: Diagnostic?

  init(
    source: any ByteSource, reader: any BoundReader, maximumRecordBytes: Int,
    chunkBytes: Int = BatchLimits.chunkBytes
  ) {
    supply = source.isRegularFile ? .inline(source) : .ahead(ReadAhead(source))
    cutter = reader.makeCutter()
    self.maximumRecordBytes = maximumRecordBytes
    self.chunkBytes = chunkBytes
    carryCount = 0
    skip = reader.prologue.bytes
  }

  /// Reads an opened input whose records are decoded to `columns` columns.
  init(_ input: OpenInput, _ options: ReadOptions, columns: Int) {
    let own = input.reader.schema
    let isSparse = own.isOpen || options.padsShortRecords || columns > own.fields.count
    self.init(
      source: input.source, reader: input.reader, maximumRecordBytes: options.maximumRecordBytes,
      chunkBytes: isSparse ? BatchLimits.chunkBytes(sparseColumns: columns) : BatchLimits.chunkBytes)
    if let shard = input.shard, let resumed = input.reader.makeCutter(resumingAt: shard.state) {
      cutter = resumed
      if !shard.holdsPrologue { skip = 0 }
      readsToEnd = shard.isLast
    }
  }

  /// Fills `chunk` with the next whole records.
  mutating func next(into chunk: inout Chunk) async -> Next {
    guard !isAtEnd else { return .ended(index: index) }
    if let pendingFailure { return fail(pendingFailure) }
    var capacity = max(chunkBytes, carryCount * 2) + skip
    var end = moveCarry(to: &chunk, capacity: capacity)
    // The cutter has seen what was carried over.
    var scanned = end
    while true {
      let count: Int
      do throws(Diagnostic) {
        count = try await read(into: &chunk.bytes, at: end, upTo: capacity)
      } catch {
        // What was read before the failure is cut and leaves first.
        guard pendingFailure == nil, end > scanned else { return fail(error) }
        pendingFailure = error
        count = 0
      }
      end += count
      if count > 0, end < capacity, !shouldCutEarly { continue }
      let isFinal = count == 0 && pendingFailure == nil
      let start = min(skip, end)
      if isFinal, !readsToEnd, start == end {
        isAtEnd = true
        return .ended(index: index)
      }
      scanned = max(scanned, start)
      if let cut = cutter.cut(chunk.bytes.span, start: start, scanned: scanned, end: end, isFinal: isFinal) {
        keep(chunk.bytes, from: cut.end, to: end)
        isAtEnd = isFinal
        skip = 0
        (chunk.start, chunk.end, chunk.context, chunk.isLast) = (start, cut.end, cut.context, isFinal && readsToEnd)
        chunk.outerMembers = isFinal ? cutter.outerMembers : []
        chunk.fileBytesRead = fileBytesRead
        index += 1
        return .chunk(index: index - 1)
      }
      if let pendingFailure { return fail(pendingFailure) }
      if isFinal {
        isAtEnd = true
        return .ended(index: index)
      }
      scanned = end
      if end - start > maximumRecordBytes {
        return fail(tooLong(chunk, start, end))
      }
      if end == capacity {
        capacity += capacity - skip
        grow(&chunk.bytes, to: capacity)
      }
    }
  }

  /// Ends the input with a failure. It has an index of its own: another worker's end must not come before it.
  private mutating func fail(_ diagnostic: Diagnostic) -> Next {
    isAtEnd = true
    index += 1
    return .failed(diagnostic, index: index - 1)
  }

  /// What the source found that did not stop the reading. Complete after the last chunk.
  var warnings: [Diagnostic] {
    switch supply {
    case .inline(let source): source.warnings
    case .ahead(let ahead): ahead.warnings
    }
  }

  private var fileBytesRead: Int {
    switch supply {
    case .inline(let source): source.fileBytesRead
    case .ahead: block.fileBytesRead
    }
  }

  /// True when nothing more is waiting: what is here should leave now (`tail -f x | weir`).
  private var shouldCutEarly: Bool {
    switch supply {
    case .inline: false
    case .ahead(let ahead): blockUsed == block.count && !ahead.hasBlock
    }
  }

  /// Makes room for `capacity` bytes and the slack. A buffer that was used before may be larger.
  private func grow(_ bytes: inout [UInt8], to capacity: Int) {
    guard bytes.count < capacity + byteSlack else { return }
    bytes += [UInt8](repeating: 0, count: capacity + byteSlack - bytes.count)
  }

  private mutating func moveCarry(to chunk: inout Chunk, capacity: Int) -> Int {
    grow(&chunk.bytes, to: capacity)
    chunk.bytes.replace(at: 0, with: carry, count: carryCount)
    defer { carryCount = 0 }
    return carryCount
  }

  private mutating func keep(_ bytes: [UInt8], from start: Int, to end: Int) {
    if carry.count < end - start {
      carry += [UInt8](repeating: 0, count: end - start - carry.count)
    }
    carry.replace(at: 0, with: bytes, from: start, count: end - start)
    carryCount = end - start
  }

  private mutating func read(into bytes: inout [UInt8], at offset: Int, upTo end: Int) async throws(Diagnostic) -> Int {
    switch supply {
    case .inline(var source):
      let count = try source.read(into: &bytes, at: offset, upTo: end - offset)
      supply = .inline(source)
      return count
    case .ahead(let ahead):
      if blockUsed == block.count {
        // Nothing of the buffer that goes back stays here: filling a buffer with two owners copies it.
        var spare: [UInt8] = []
        swap(&spare, &block.bytes)
        block = try await ahead.next(recycling: consume spare).get()
        blockUsed = 0
        if block.count == 0 { return 0 }
      }
      let count = min(block.count - blockUsed, end - offset)
      bytes.replace(at: offset, with: block.bytes, from: blockUsed, count: count)
      blockUsed += count
      return count
    }
  }

  private func tooLong(_ chunk: Chunk, _ start: Int, _ end: Int) -> Diagnostic {
    let place = Excerpt.locate(in: chunk.bytes.span, start: start, end: end, offset: start, length: 0, label: nil)
    return Diagnostic(
      recordTooLong: nil, limit: maximumRecordBytes,
      at: Location(line: place.line, column: place.column, record: 1, byte: 0), excerpt: place.excerpt)
  }
}
