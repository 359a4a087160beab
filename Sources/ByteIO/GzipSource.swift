package import Diagnostics

/// The content of a gzip file: every member (RFC 1952), one after the other, each checked.
///
/// Members may be empty and may end anywhere, inside a character or a record. CRC-32 and length are checked member by
/// member, the header's own checksum too. Bytes decoded before some damage are given first, then the error is thrown:
/// a run over a damaged file never ends well. Zero padding after the last member is silent, other bytes there are a
/// warning, as with gzip(1); both are errors where that member says that another one follows (`GzipMemberNote`). Only one
/// layer is removed: content that is gzip again is an error. So is more content than the limits allow; what they allow is
/// given first.
///
/// Locations name the byte in the compressed file.
package struct GzipSource: ByteSource {
  /// How much compressed input is read at a time.
  static let inputCapacity = 64 * 1024

  private enum State {
    case magic(taken: Int)
    case header(GzipHeader)
    case body
    case trailer(taken: Int, value: UInt64)
    case padding
    case ended
    case failed(Diagnostic)
  }

  private var base: any ByteSource
  private var input: [UInt8]
  private var position = 0
  private var available = 0
  private var inputEnded = false
  private var bytesTakenBefore = 0

  private var state = State.magic(taken: 0)
  private let inflater: Inflater
  private var place: GzipPlace
  private var crc: UInt32 = 0
  private var length: UInt32 = 0
  /// The last step filled its output: zlib may hold more, and it is asked before any more input is.
  private var mayHoldOutput = false
  private let limits: DecompressionLimits
  /// Is told where members begin, for whoever names the member of a record.
  private let members: GzipMembers?

  package private(set) var warnings: [Diagnostic] = []
  package var hasMetError: Bool { base.hasMetError }

  package init(
    _ base: any ByteSource, limits: DecompressionLimits = DecompressionLimits(), members: GzipMembers? = nil
  ) throws(Diagnostic) {
    try self.init(base, limits: limits, members: members, from: GzipPlace())
  }

  /// Continues at `place`, with the first byte that `base` gives.
  init(
    _ base: any ByteSource, limits: DecompressionLimits = DecompressionLimits(), members: GzipMembers?,
    from place: GzipPlace
  ) throws(Diagnostic) {
    guard let inflater = Inflater() else {
      throw Diagnostic(.internalError, "zlib cannot begin to decompress \(base.name)")
    }
    self.inflater = inflater
    self.base = base
    self.limits = limits
    self.members = members
    self.place = place
    bytesTakenBefore = place.compressed
    members?.begin(place.start)
    input = [UInt8](repeating: 0, count: Self.inputCapacity)
  }

  package var name: String { base.name }
  /// Never inline: inflating takes its own thread.
  package var isRegularFile: Bool { false }
  package var byteCount: Int? { base.byteCount }
  package func isReady(withinMilliseconds patience: Int32) -> Bool { base.isReady(withinMilliseconds: patience) }
  package var fileBytesRead: Int { base.fileBytesRead }
  package var identity: FileIdentity? { base.identity }
  /// Bytes of the compressed file that have been decoded.
  package var compressedBytesRead: Int { bytesTakenBefore + position }

  package mutating func close() {
    state = .ended
    base.close()
  }

  package mutating func read(into buffer: inout [UInt8], at offset: Int, upTo count: Int) throws(Diagnostic) -> Int {
    guard count > 0 else { return 0 }
    var produced = 0
    while produced < count {
      if case .failed(let diagnostic) = state {
        if produced > 0 { return produced }
        throw diagnostic
      }
      if case .ended = state { break }
      // What is decoded is not kept waiting for input that may be slow to come.
      if position == available, produced > 0, !inputEnded { break }
      do {
        try advance(&buffer, offset + produced, offset + count, &produced)
      } catch {
        state = .failed(error)
      }
    }
    return produced
  }

  /// Makes one step of the state machine, over at least one byte of input or output.
  private mutating func advance(
    _ buffer: inout [UInt8], _ start: Int, _ end: Int, _ produced: inout Int
  ) throws(Diagnostic) {
    if case .body = state, mayHoldOutput {
      return try inflateBody(&buffer, start..<end, &produced)
    }
    if position == available, !inputEnded { try refill() }
    guard position < available else { return try endOfInput() }
    switch state {
    case .magic(let taken): try takeMagic(taken)
    case .header(var header): try takeHeader(&header)
    case .body: try inflateBody(&buffer, start..<end, &produced)
    case .trailer(let taken, let value): try takeTrailer(taken, value)
    case .padding: skipPadding()
    case .ended, .failed: break
    }
  }

  private mutating func refill() throws(Diagnostic) {
    bytesTakenBefore += available
    position = 0
    available = 0
    available = try base.read(into: &input, at: 0, upTo: input.count)
    inputEnded = available == 0
  }

  // MARK: Between members

  private mutating func takeMagic(_ taken: Int) throws(Diagnostic) {
    let byte = input[position]
    if byte == GzipFormat.magic[taken] {
      position += 1
      state = taken == 0 ? .magic(taken: 1) : .header(GzipHeader())
    } else if place.member == 1 {
      throw failure(.gzipCorrupt, "\(name) is not in gzip format", help: ["--compression none reads it as it is"])
    } else if place.expectsMember {
      throw failure(
        .gzipCorrupt, "\(memberName) does not begin as a gzip member does", notes: [announcement])
    } else if taken == 0, byte == 0 {
      state = .padding
    } else {
      ignoreTrailing(at: compressedBytesRead - taken)
    }
  }

  private mutating func skipPadding() {
    while position < available, input[position] == 0 { position += 1 }
    if position < available { ignoreTrailing(at: compressedBytesRead) }
  }

  private mutating func ignoreTrailing(at byte: Int) {
    warnings.append(
      Diagnostic(
        .gzipTrailing, "\(name) has bytes after its last gzip member that are not gzip; they are ignored",
        level: .warning, at: Location(file: name, byte: byte),
        notes: ["\(membersText(place.member - 1)) decoded and checked before them"]))
    state = .ended
  }

  // MARK: Members

  private mutating func takeHeader(_ header: inout GzipHeader) throws(Diagnostic) {
    while position < available, !header.isComplete {
      do {
        try header.take(input[position])
      } catch {
        throw headerFailure(error)
      }
      position += 1
    }
    guard header.isComplete else {
      state = .header(header)
      return
    }
    place.expectsMember = header.note?.announcesNext ?? false
    state = .body
  }

  private func headerFailure(_ fault: GzipHeader.Fault) -> Diagnostic {
    switch fault {
    case .method(let method):
      failure(.gzipCorrupt, "\(memberName): unknown compression method \(method); gzip knows only 8 (deflate)")
    case .reservedFlags(let flags):
      failure(
        .gzipCorrupt, "\(memberName): reserved header flags 0x\(String(flags, radix: 16)) are set",
        notes: ["RFC 1952 section 2.3.1.2: a reader must refuse flags it does not know"])
    case .headerChecksum:
      failure(.gzipCorrupt, "\(memberName): the header's checksum is wrong")
    }
  }

  private mutating func inflateBody(
    _ buffer: inout [UInt8], _ range: Range<Int>, _ produced: inout Int
  ) throws(Diagnostic) {
    let step = inflater.step(input, position..<available, into: &buffer, range)
    position += step.consumed
    produced += step.produced
    mayHoldOutput = step.produced == range.count
    let filled = range.lowerBound..<(range.lowerBound + step.produced)
    crc = crc32(crc, buffer, filled)
    length = length &+ UInt32(truncatingIfNeeded: step.produced)
    switch step.outcome {
    case .more: break
    case .ended: state = .trailer(taken: 0, value: 0)
    case .corrupt:
      throw failure(.gzipCorrupt, "\(memberName): the compressed data is damaged: \(inflater.complaint)")
    }
    guard place.begins(with: buffer[filled]) else {
      produced = 0
      throw compressedTwice()
    }
    place.decompressed += step.produced
    if let allowed = limits.allowance(compressed: compressedBytesRead), place.decompressed > allowed {
      produced -= min(step.produced, place.decompressed - allowed)
      throw limits.excess(allowed, compressed: compressedBytesRead, of: name)
    }
  }

  private func compressedTwice() -> Diagnostic {
    failure(
      .gzipCorrupt, "\(name) is compressed twice: its content is gzip again",
      help: ["remove one layer first: gunzip -c \(name) > once.gz"])
  }

  /// CRC-32 and length modulo 2^32, both little-endian.
  private mutating func takeTrailer(_ taken: Int, _ value: UInt64) throws(Diagnostic) {
    let value = value | UInt64(input[position]) << (8 * UInt64(taken))
    position += 1
    guard taken == 7 else {
      state = .trailer(taken: taken + 1, value: value)
      return
    }
    let (wantedCRC, wantedLength) = (UInt32(truncatingIfNeeded: value), UInt32(value >> 32))
    guard wantedCRC == crc else {
      throw failure(
        .gzipCorrupt, "\(memberName): the checksum of the content is wrong",
        notes: ["CRC-32 is \(hexadecimal(crc)), the file says \(hexadecimal(wantedCRC))"])
    }
    guard wantedLength == length else {
      throw failure(
        .gzipCorrupt, "\(memberName): the length of the content is wrong",
        notes: ["it has \(length) bytes (modulo 2^32), the file says \(wantedLength)"])
    }
    beginNextMember()
  }

  private mutating func beginNextMember() {
    inflater.reset()
    place.member += 1
    members?.begin(place.start)
    crc = 0
    length = 0
    state = .magic(taken: 0)
  }

  // MARK: The end and failures

  private mutating func endOfInput() throws(Diagnostic) {
    switch state {
    case .magic(0) where place.expectsMember: throw missingMember()
    case .magic(let taken) where place.member > 1 && !place.expectsMember:
      if taken > 0 { ignoreTrailing(at: compressedBytesRead - taken) } else { state = .ended }
    case .padding, .ended, .failed:
      state = .ended
    case .magic where compressedBytesRead == 0:
      throw failure(.gzipTruncated, "\(name) is empty; a gzip file has at least 20 bytes")
    case .magic, .header: throw truncated(in: "header")
    case .body: throw truncated(in: "compressed data")
    case .trailer: throw truncated(in: "checksum")
    }
  }

  private func missingMember() -> Diagnostic {
    failure(
      .gzipTruncated, "\(memberName) is missing: the file ends at byte \(compressedBytesRead)", notes: [announcement],
      help: ["fetch the file again: what was decoded so far is incomplete"])
  }

  private var announcement: String { "member \(place.member - 1) says that another one follows" }

  private func truncated(in part: String) -> Diagnostic {
    var diagnostic = failure(
      .gzipTruncated, "\(memberName) is cut off: the file ends at byte \(compressedBytesRead), inside its \(part)",
      help: ["fetch the file again: what was decoded so far is incomplete"])
    if place.member > 1 { diagnostic.notes.append("\(membersText(place.member - 1)) before it decoded and checked") }
    return diagnostic
  }

  private var memberName: String { "member \(place.member) of \(name)" }

  private func membersText(_ count: Int) -> String { count == 1 ? "1 member" : "\(count) members" }

  private func failure(
    _ code: DiagnosticCode, _ message: String, notes: [String] = [], help: [String] = []
  ) -> Diagnostic {
    Diagnostic(code, message, at: Location(file: name, byte: compressedBytesRead), notes: notes, help: help)
  }

  private func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
