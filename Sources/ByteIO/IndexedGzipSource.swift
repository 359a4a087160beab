package import Diagnostics

/// The content of a gzip file whose members say where they end (`GzipMemberNote`), decompressed by several threads.
///
/// Whole members are handed to threads before they are asked for, a piece of about `GzipPiece.contentBytes` at a time, and
/// given in order. That is speculation, and it proves nothing but success: where a piece is not exactly what its members say
/// (a size or checksum that is wrong, damage, a member without a note, the end of the file), its bytes and all that
/// follow go to a `GzipSource` that continues from there. So every diagnostic comes from one place, and any file reads
/// as it would there.
///
/// For regular files, without limits on what they become: a pipe gives what it has without waiting for whole members, and a limit is
/// looked at step by step.
package struct IndexedGzipSource: ByteSource {
  /// How much compressed input is read at a time.
  private static let inputCapacity = 128 << 10

  private var base: any ByteSource
  private let members: GzipMembers?
  private let threads: BlockThreads<GzipPieceWork>
  /// How many pieces may be in flight: few, until it shows that many are wanted.
  private var window = 1

  /// Compressed bytes that are in no piece yet.
  private var ahead: [UInt8] = []
  private var aheadCount = 0
  /// No further piece will be made: what is left is for the plain reader.
  private var isPastPieces = false
  /// Met while reading ahead; waits until the bytes before it have been decoded.
  private var failure: Diagnostic?

  /// The piece that is being given, and how much of it was.
  private var piece: GzipPiece?
  private var given = 0
  private var spares: [GzipPiece] = []
  /// Behind the pieces that were accepted.
  private var place = GzipPlace()
  /// Reads from there on when it is not nil.
  private var plain: GzipSource?
  private var isClosed = false

  package init(_ base: any ByteSource, threads: Int, members: GzipMembers? = nil) throws(Diagnostic) {
    guard let work = GzipPieceWork() else {
      throw Diagnostic(.internalError, "zlib cannot begin to decompress \(base.name)")
    }
    self.base = base
    self.members = members
    self.threads = BlockThreads(threads, first: work) { GzipPieceWork() }
    members?.begin(place.start)
  }

  package var name: String { base.name }
  package var isRegularFile: Bool { false }
  package var byteCount: Int? { base.byteCount }
  package var identity: FileIdentity? { base.identity }
  package var fileBytesRead: Int { plain?.fileBytesRead ?? base.fileBytesRead }
  package var hasMetError: Bool { plain?.hasMetError ?? (failure != nil || base.hasMetError) }
  package var warnings: [Diagnostic] { plain?.warnings ?? [] }
  package func isReady(withinMilliseconds patience: Int32) -> Bool { true }

  package mutating func close() {
    isClosed = true
    (piece, spares, ahead) = (nil, [], [])
    plain?.close()
    base.close()
  }

  package mutating func read(into buffer: inout [UInt8], at offset: Int, upTo count: Int) throws(Diagnostic) -> Int {
    guard count > 0, !isClosed else { return 0 }
    while plain == nil {
      if let taken = piece?.give(into: &buffer, at: offset, from: given, upTo: count), taken > 0 {
        given += taken
        return taken
      }
      if let done = piece.take() { spares.append(done) }
      readAhead()
      let next = threads.next()
      if let next, next.isGood, accept(next) {
        (piece, given) = (next, 0)
        window = min(window * 2, threads.capacity)
      } else {
        try continuePlainly(from: next)
      }
    }
    return try plain?.read(into: &buffer, at: offset, upTo: count) ?? 0
  }

  /// Goes behind a piece that is good; false where its content may be gzip again, which the plain reader is to say.
  private mutating func accept(_ piece: GzipPiece) -> Bool {
    var next = place
    guard next.begins(with: piece.content[..<piece.contentCount]), next.beginning.count != 1 else { return false }
    for member in piece.members {
      next.pass(member)
      members?.begin(next.start)
    }
    place = next
    return true
  }

  /// Hands pieces to the threads, as many as may be in flight.
  private mutating func readAhead() {
    while !isPastPieces, threads.inFlight < window {
      var filling = spares.popLast() ?? GzipPiece()
      let used = filling.take(from: ahead, upTo: aheadCount)
      if used > 0 {
        ahead.replaceSubrange(0..<(aheadCount - used), with: ahead[used..<aheadCount])
        aheadCount -= used
        var full = Optional(consume filling)
        threads.handIn(&full)
      } else {
        spares.append(filling)
        readMore()
      }
    }
  }

  /// Reads on when the member at the front is not whole; no further when nothing can come of it.
  private mutating func readMore() {
    guard case .incomplete = IndexedMember.find(in: ahead, at: 0, upTo: aheadCount) else {
      isPastPieces = true
      return
    }
    let wanted = aheadCount + Self.inputCapacity
    GzipPiece.makeRoom(&ahead, for: wanted)
    do throws(Diagnostic) {
      let count = try base.read(into: &ahead, at: aheadCount, upTo: Self.inputCapacity)
      aheadCount += count
      isPastPieces = count == 0
    } catch {
      failure = error
      isPastPieces = true
    }
  }

  /// Leaves the pieces in flight, what was read ahead and the rest of the file to the plain reader.
  private mutating func continuePlainly(from odd: GzipPiece?) throws(Diagnostic) {
    var bytes = odd.map { Array($0.input[..<$0.inputCount]) } ?? []
    while let next = threads.next() { bytes += next.input[..<next.inputCount] }
    bytes += ahead[..<aheadCount]
    (ahead, aheadCount, isPastPieces, spares) = ([], 0, true, [])
    let rest = ReplayedSource(base, bytes: bytes, failure: failure)
    plain = try GzipSource(rest, members: members, from: place)
  }
}

/// A source of which some bytes were read before, and perhaps an error behind them: they come first.
private struct ReplayedSource: PassingSource {
  var base: any ByteSource
  private var bytes: [UInt8]
  private var position = 0
  private let failure: Diagnostic?

  init(_ base: any ByteSource, bytes: [UInt8], failure: Diagnostic?) {
    self.base = base
    self.bytes = bytes
    self.failure = failure
  }

  var hasMetError: Bool { failure != nil || base.hasMetError }

  mutating func read(into buffer: inout [UInt8], at offset: Int, upTo count: Int) throws(Diagnostic) -> Int {
    let taken = min(count, bytes.count - position)
    if taken == 0, count > 0 {
      bytes = []
      position = 0
      if let failure { throw failure }
      return try base.read(into: &buffer, at: offset, upTo: count)
    }
    buffer.replaceSubrange(offset..<(offset + taken), with: bytes[position..<(position + taken)])
    position += taken
    return taken
  }
}
