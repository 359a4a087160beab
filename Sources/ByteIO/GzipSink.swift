package import Diagnostics

/// Compresses to one gzip member on the way to another sink.
///
/// The same content gives the same bytes: no name, no time, "unknown" system, a fixed level, and input handed to zlib
/// in blocks of one size whatever the sizes of the writes. Empty content gives a valid member of 20 bytes.
package struct GzipSink: ByteSink {
  /// zlib's default; part of what makes output reproducible.
  static let level: Int32 = 6
  private static let blockSize = 64 * 1024
  /// RFC 1952 section 2.3: magic, deflate, no flags, no time, no extra flags, system 255 (unknown).
  private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

  private var base: any ByteSink
  private let deflater: Deflater
  private var block: [UInt8]
  private var filled = 0
  private var output: [UInt8]
  private var crc: UInt32 = 0
  private var length: UInt32 = 0
  private var hasBegun = false

  package init(_ base: any ByteSink) throws(Diagnostic) {
    guard let deflater = Deflater(level: Self.level) else {
      throw Diagnostic(.internalError, "zlib cannot begin to compress \(base.name)")
    }
    self.base = base
    self.deflater = deflater
    block = [UInt8](repeating: 0, count: Self.blockSize)
    output = [UInt8](repeating: 0, count: Self.blockSize)
  }

  package var name: String { base.name }

  package mutating func write(_ bytes: [UInt8], from start: Int, to end: Int) throws(Diagnostic) {
    var position = start
    while position < end {
      let taken = min(end - position, block.count - filled)
      block.replaceSubrange(filled..<(filled + taken), with: bytes[position..<(position + taken)])
      filled += taken
      position += taken
      if filled == block.count { try compressBlock(isLast: false) }
    }
  }

  package mutating func finish() throws(Diagnostic) {
    try compressBlock(isLast: true)
    var trailer: [UInt8] = []
    for value in [crc, length] {
      for shift in stride(from: 0, to: 32, by: 8) { trailer.append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
    }
    try base.write(trailer, from: 0, to: trailer.count)
    try base.finish()
  }

  private mutating func compressBlock(isLast: Bool) throws(Diagnostic) {
    if !hasBegun {
      hasBegun = true
      try base.write(Self.header, from: 0, to: Self.header.count)
    }
    crc = crc32(crc, block, 0..<filled)
    length = length &+ UInt32(truncatingIfNeeded: filled)
    var position = 0
    while true {
      let step = deflater.step(block, position..<filled, into: &output, 0..<output.count, isLast: isLast)
      position += step.consumed
      if step.produced > 0 { try base.write(output, from: 0, to: step.produced) }
      let isDone = isLast ? step.outcome == .ended : position == filled && step.produced < output.count
      if isDone { break }
    }
    filled = 0
  }
}
