extension Transcoder {
  /// The plain twin of `transcode`, one character at a time.
  package func scalarTranscode(
    _ input: Span<UInt8>, from: Int, to: Int, into output: inout [UInt8], at start: Int, upTo limit: Int
  ) -> Step {
    var step = Step(read: 0, written: 0)
    while from + step.read < to, obstacle(input, at: from + step.read, to: to) == nil {
      let (scalar, length) = character(input, at: from + step.read, to: to)
      let units = UTF8.encode(scalar) ?? UTF8.EncodedScalar()
      guard start + step.written + units.count <= limit else { return step }
      for unit in units {
        output[start + step.written] = unit
        step.written += 1
      }
      step.read += length
    }
    return step
  }

  /// The character at `position`, where no obstacle stands, and the bytes that it takes.
  private func character(_ input: Span<UInt8>, at position: Int, to end: Int) -> (Unicode.Scalar, Int) {
    guard encoding.isUTF16 else { return (encoding.scalar(of: input[position]) ?? "\u{FFFD}", 1) }
    let first = UInt32(unit(input, at: position, to: end) ?? 0)
    if let scalar = Unicode.Scalar(first) { return (scalar, 2) }
    let second = UInt32(unit(input, at: position + 2, to: end) ?? 0xDC00)
    return (Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)) ?? "\u{FFFD}", 4)
  }
}
