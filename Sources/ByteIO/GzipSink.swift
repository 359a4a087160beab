package import Diagnostics

/// Compresses to gzip on the way to another sink, by several threads.
///
/// Content is cut every `blockSize` bytes, and each piece becomes a member of its own (RFC 1952 section 2.2): members are
/// independent, so threads make them side by side, and whoever reads them can do so too, because each says where it
/// ends (`GzipMemberNote`).
///
/// The same content gives the same bytes, for any sizes of the writes and any number of threads: no name, no time,
/// "unknown" system, and the places of the cuts. Empty content gives a valid member of 20 bytes.
package struct GzipSink: ByteSink {
  package static let defaultLevel = 5
  /// Bytes of content in a member, measured on JSON Lines at level 6: members of 256 KiB take 1.9 % more room than one
  /// member for all, those of 512 KiB 1.0 %, those of 1 MiB 0.5 %, and what is in flight takes memory in proportion. BGZF
  /// has 64 KiB, so that 16 bits hold a size, and would take 7 %.
  package static let blockSize = 512 << 10

  private let blockSize: Int
  private var base: any ByteSink
  private let work: GzipMemberWork
  /// nil: the thread of the owner does it.
  private let threads: BlockThreads<GzipMemberWork>?
  /// What is being filled; a full block leaves when more content comes, because the last one must know that it is.
  private var block: GzipMemberBlock?
  /// Buffers to use again.
  private var spares: [GzipMemberBlock] = []

  /// - Parameters:
  ///   - threads: threads that compress; one: that of the caller.
  ///   - blockSize: for tests.
  package init(
    _ base: any ByteSink, level: Int = defaultLevel, threads: Int = 1, blockSize: Int = blockSize
  ) throws(Diagnostic) {
    guard let work = GzipMemberWork(level: level) else {
      throw Diagnostic(.internalError, "zlib cannot begin to compress \(base.name)")
    }
    self.blockSize = blockSize
    self.base = base
    self.work = work
    self.threads = threads > 1 ? BlockThreads(threads, first: work) { GzipMemberWork(level: level) } : nil
  }

  package var name: String { base.name }

  package mutating func write(_ bytes: [UInt8], from start: Int, to end: Int) throws(Diagnostic) {
    var position = start
    while position < end {
      if block?.content.count == blockSize { try compress(announcesNext: true) }
      // Taken out, not copied: one owner.
      var filling = block.take() ?? spares.popLast() ?? GzipMemberBlock()
      position += filling.fill(from: bytes, position..<end, upTo: blockSize)
      block = consume filling
    }
  }

  package mutating func finish() throws(Diagnostic) {
    if block == nil { block = GzipMemberBlock() }
    try compress(announcesNext: false)
    while let done = threads?.next() { try writeOut(done) }
    try base.finish()
  }

  /// Has the block compressed that was filled, and writes what is finished, in order.
  private mutating func compress(announcesNext: Bool) throws(Diagnostic) {
    block?.announcesNext = announcesNext
    guard let threads, announcesNext || threads.inFlight > 0 else { return try compressHere() }
    threads.handIn(&block)
    while let done = threads.inFlight < threads.capacity ? threads.nextIfFinished() : threads.next() {
      try writeOut(done)
    }
  }

  private mutating func compressHere() throws(Diagnostic) {
    guard var own = block.take() else { return }
    work.process(&own)
    try writeOut(own)
  }

  private mutating func writeOut(_ done: consuming GzipMemberBlock) throws(Diagnostic) {
    try base.write(done.member, from: 0, to: done.memberCount)
    done.clear()
    spares.append(done)
  }
}
