/// What a member says of itself in the extra field of its header (RFC 1952 section 2.3.1.1).
///
///     'W' 'R'   5 0   size, 4 bytes   flags     ours: bit 0 of the flags: another member of this output follows
///     'B' 'C'   2 0   size - 1, 2 bytes          BGZF (SAM specification, section 4.1)
///
/// All numbers are little-endian; the size is that of the whole member, from its magic to its trailer. With the size a
/// reader finds the members without decompressing them. With the flag it knows that a file was cut where a member ends.
struct GzipMemberNote: Sendable, Equatable {
  /// Bytes of the whole member, as it says.
  var size: Int
  /// Another member follows, and a file without it is cut off.
  var announcesNext = false

  init(size: Int, announcesNext: Bool = false) {
    self.size = size
    self.announcesNext = announcesNext
  }

  /// Looks through the subfields of an extra field for one that is known; nil when there is none, or when they do not fill the
  /// field.
  init?(extra: some RandomAccessCollection<UInt8>) {
    var rest = extra[...]
    var found: GzipMemberNote?
    while !rest.isEmpty {
      let head = Array(rest.prefix(4))
      guard head.count == 4 else { return nil }
      let length = Int(head[2]) | Int(head[3]) << 8
      rest = rest.dropFirst(4)
      guard rest.count >= length else { return nil }
      found = found ?? GzipMemberNote(identifier: Array(head[..<2]), data: Array(rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    guard let found else { return nil }
    self = found
  }

  private init?(identifier: [UInt8], data: [UInt8]) {
    let number = data.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    switch (identifier, data.count) {
    case (Self.identifier, 5): self.init(size: number, announcesNext: data[4] & Self.announcement != 0)
    case (Self.blockGzip, 2): self.init(size: number + 1)
    default: return nil
    }
  }

  private static let identifier = Array("WR".utf8)
  private static let blockGzip = Array("BC".utf8)
  private static let announcement: UInt8 = 1

  /// The length of the extra field, then the field.
  var field: [UInt8] {
    let size = UInt32(truncatingIfNeeded: size)
    return [9, 0] + Self.identifier + [5, 0] + GzipFormat.littleEndian(size)
      + [announcesNext ? Self.announcement : 0]
  }
}
