import Diagnostics

/// How much a compressed input may become (`--max-decompressed`, `--max-ratio`): what a bomb is stopped by.
///
/// There is no limit by default: memory does not grow with the input, so a large one costs time only.
public struct DecompressionLimits: Sendable, Equatable {
  /// Decompressed bytes that are never too many for a ratio: a short file may be all blanks.
  public static let ratioFloor = 1 << 20

  /// Most decompressed bytes of one input.
  public var maximumBytes: Int?
  /// Most decompressed bytes for each compressed one, at any moment beyond the first `ratioFloor`.
  public var maximumRatio: Int?

  public init() {}

  /// Bytes that may have been decompressed when `compressed` bytes were read; nil: any number.
  func allowance(compressed: Int) -> Int? {
    let (product, overflows) = compressed.multipliedReportingOverflow(by: maximumRatio ?? 0)
    let byRatio = maximumRatio == nil || overflows ? Int.max : max(product, Self.ratioFloor)
    let allowed = min(byRatio, maximumBytes ?? .max)
    return allowed == .max ? nil : allowed
  }

  /// What is said of an input that became more than `allowed` bytes from `compressed`.
  func excess(_ allowed: Int, compressed: Int, of name: String) -> Diagnostic {
    let location = Location(file: name, byte: compressed)
    if let maximumBytes, allowed >= maximumBytes {
      return Diagnostic(
        .decompressedTooLarge, "\(name) has more than \(maximumBytes) bytes when it is decompressed", at: location,
        help: ["--max-decompressed raises the limit"])
    }
    let ratio = maximumRatio ?? 1
    return Diagnostic(
      .ratioTooHigh,
      "\(name) became more than \(allowed) bytes after \(compressed) compressed ones: over \(ratio) for each",
      at: location, notes: ["for the first \(Self.ratioFloor) decompressed bytes any ratio is allowed"],
      help: ["--max-ratio raises the limit"])
  }
}
