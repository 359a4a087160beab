import CByteScan

/// Records asked for in one call of a kernel when their ends are wanted: the list of ends is cleared for each call.
private let endsPerCall = 256

/// What `FieldGather`, `JSONGather` and `ValueGather` share: going over the records, growing the output, reporting ends.
///
/// A gather only says how its kernel is called; the kernel stops before a record that it leaves to the plain way.
protocol RowGather {
  /// True when there is nothing to write for any record.
  var isEmpty: Bool { get }

  /// Calls the kernel once for records `first..<end`.
  @unsafe
  func gather(_ input: GatherInput, from first: Int, to end: Int, into output: GatherOutput) -> weir_gathered
}

/// What a gather wrote.
public struct GatheredValues: Sendable {
  public var records = 0
  /// JSON objects and arrays that became text.
  public var nested = 0
  /// Records of one column without a value, written as an empty text.
  public var emptyRecords = 0
}

/// The memory a kernel reads: alive for one call.
@unsafe
struct GatherInput {
  var source: UnsafeBufferPointer<UInt8>
  var slots: UnsafeBufferPointer<UInt32>
  /// nil: every record.
  var rows: UnsafePointer<UInt32>?
}

/// The memory a kernel writes: alive for one call.
@unsafe
struct GatherOutput {
  var bytes: UnsafeMutablePointer<UInt8>
  var capacity: Int
  /// Empty: nobody wants the ends.
  var ends: UnsafeMutableBufferPointer<Int>
}

extension RowGather {
  /// Writes records `first..<end` (indices in `rows`, or record numbers when `rows` is nil) and returns what was
  /// written. `ends` receives the position in `builder` after each one when `wantsEnds` is set.
  func copyRows(
    _ source: Span<UInt8>, _ slots: [UInt32], rows: [UInt32]?, from first: Int, to end: Int,
    into builder: inout ByteBuilder, ends: inout [Int], wantsEnds: Bool
  ) -> GatheredValues {
    precondition(first >= 0)
    if let rows { precondition(end <= rows.count) }
    var gathered = GatheredValues()
    guard !isEmpty, !source.isEmpty, !slots.isEmpty, first < end else { return gathered }
    var endPositions = [Int](repeating: 0, count: wantsEnds ? min(end - first, endsPerCall) : 0)
    var next = first
    while next < end {
      builder.reserve(4096)
      let start = builder.count
      let limit = wantsEnds ? min(end, next + endPositions.count) : end
      let done = callKernel(source, slots, rows, next, limit, into: &builder, ends: &endPositions)
      for i in 0..<(wantsEnds ? done.rows : 0) { ends.append(start + endPositions[i]) }
      next += done.rows
      gathered.nested += done.nested
      gathered.emptyRecords += done.empty
      if done.is_full != 0 {
        // Storage doubles: full is rare, and a record larger than the room is tried a few times only.
        builder.reserve(builder.storage.count)
      } else if next < limit {
        break
      }
    }
    gathered.records = next - first
    return gathered
  }

  private func callKernel(
    _ source: Span<UInt8>, _ slots: [UInt32], _ rows: [UInt32]?, _ first: Int, _ end: Int,
    into builder: inout ByteBuilder, ends: inout [Int]
  ) -> weir_gathered {
    // SAFETY: pointers live for the call only; kernels check every read against the readable length and the slot count
    // and every write against the capacity, whatever the slots say; rows and ends were sized by `copyRows`.
    unsafe source.withUnsafeBufferPointer { source in
      unsafe slots.withUnsafeBufferPointer { slots in
        unsafe (rows ?? []).withUnsafeBufferPointer { list in
          unsafe ends.withUnsafeMutableBufferPointer { ends in
            let input = unsafe GatherInput(source: source, slots: slots, rows: rows == nil ? nil : list.baseAddress)
            return unsafe builder.write { bytes, capacity in
              let output = unsafe GatherOutput(bytes: bytes, capacity: capacity, ends: ends)
              let done = unsafe gather(input, from: first, to: end, into: output)
              return (written: done.written, value: done)
            }
          }
        }
      }
    }
  }
}

extension GatherOutput {
  /// The list of ends as the kernels' type, `size_t`.
  func withEnds(_ body: (UnsafeMutablePointer<UInt>?) -> weir_gathered) -> weir_gathered {
    // SAFETY: Int and UInt have one layout; the list is alive for the call.
    if unsafe ends.isEmpty { return body(nil) }
    return unsafe ends.withMemoryRebound(to: UInt.self) { unsafe body($0.baseAddress) }
  }
}
