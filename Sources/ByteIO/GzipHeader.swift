import Diagnostics

/// Reads a member's header (RFC 1952 section 2.3) one byte at a time, skipping the name and the comment.
///
/// The magic has been checked by whoever decides that a member begins; `take` gets every byte from the third on.
struct GzipHeader {
  /// Why a header is refused.
  enum Fault: Error {
    case method(UInt8)
    case reservedFlags(UInt8)
    case headerChecksum
  }

  private enum Part {
    case method, flags
    case fixed(Int)
    case extraLength(Int)
    case extra(Int)
    case name, comment
    case checksum(Int)
    case done
  }

  private var part = Part.method
  private var flags: UInt8 = 0
  private var number = 0
  private var crc: UInt32
  /// At most 64 KiB.
  private var extra: [UInt8] = []

  private static let hasChecksum: UInt8 = 0x02
  private static let hasExtra = GzipFormat.hasExtra
  private static let hasName: UInt8 = 0x08
  private static let hasComment: UInt8 = 0x10
  private static let reserved: UInt8 = 0xE0

  init() { crc = crc32(0, GzipFormat.magic, 0..<2) }

  var isComplete: Bool { if case .done = part { true } else { false } }

  /// What the member says of itself, once the header is complete.
  var note: GzipMemberNote? { GzipMemberNote(extra: extra) }

  mutating func take(_ byte: UInt8) throws(Fault) {
    if case .checksum(let index) = part { return try takeChecksum(byte, index) }
    crc = crc32(crc, [byte], 0..<1)
    switch part {
    case .method:
      guard byte == GzipFormat.deflateMethod else { throw .method(byte) }
      part = .flags
    case .flags:
      guard byte & Self.reserved == 0 else { throw .reservedFlags(byte & Self.reserved) }
      flags = byte
      part = .fixed(6)
    case .fixed(let left):
      part = left > 1 ? .fixed(left - 1) : afterFixed
    case .extraLength(let index):
      number |= Int(byte) << (8 * index)
      part = index == 0 ? .extraLength(1) : number > 0 ? .extra(number) : afterExtra
    case .extra(let left):
      extra.append(byte)
      part = left > 1 ? .extra(left - 1) : afterExtra
    case .name:
      if byte == 0 { part = afterName }
    case .comment:
      if byte == 0 { part = afterComment }
    case .checksum, .done:
      break
    }
  }

  private mutating func takeChecksum(_ byte: UInt8, _ index: Int) throws(Fault) {
    guard byte == UInt8(truncatingIfNeeded: crc >> (8 * UInt32(index))) else { throw .headerChecksum }
    part = index == 0 ? .checksum(1) : .done
  }

  private var afterFixed: Part { flags & Self.hasExtra != 0 ? .extraLength(0) : afterExtra }
  private var afterExtra: Part { flags & Self.hasName != 0 ? .name : afterName }
  private var afterName: Part { flags & Self.hasComment != 0 ? .comment : afterComment }
  private var afterComment: Part { flags & Self.hasChecksum != 0 ? .checksum(0) : .done }
}

/// Constants of the gzip format.
package enum GzipFormat {
  /// What every member begins with.
  package static let magic: [UInt8] = [0x1F, 0x8B]
  static let deflateMethod: UInt8 = 8
  /// The flag of a header with an extra field.
  static let hasExtra: UInt8 = 0x04

  /// Numbers of headers and trailers.
  static func littleEndian(_ value: UInt32) -> [UInt8] {
    stride(from: 0, to: 32, by: 8).map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
  }

  /// The number of four bytes at a place.
  static func number(_ bytes: [UInt8], at place: Int) -> Int {
    bytes[place..<(place + 4)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// True when the bytes begin as a gzip member does.
  package static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  /// True for a path that names a gzip file by its extension.
  package static func hasExtension(_ path: String) -> Bool {
    let name = path.lowercased()
    return name.hasSuffix(".gz") || name.hasSuffix(".gzip")
  }
}
