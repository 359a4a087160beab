/// The arguments as the C library got them from the system. Swift's own list is read from `/proc`, and is empty where that
/// is not mounted: the tool would do nothing and call it success.
enum StartArguments {
  /// The program's name first; nil where the C library does not hand them out.
  static var all: [String]? {
    // SAFETY: written once, before `main` and so before any other thread; never after.
    guard let values = unsafe values else { return nil }
    // SAFETY: `main` gets `count` strings, each NUL-terminated, that live as long as the process; they are copied.
    return unsafe UnsafeBufferPointer(start: values, count: count).compactMap { text in
      unsafe text.map { unsafe String(cString: $0) }
    }
  }

  fileprivate typealias Values = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

  // SAFETY: see `all`.
  fileprivate nonisolated(unsafe) static var count = 0
  fileprivate nonisolated(unsafe) static var values: Values?
}

#if canImport(Glibc)
  /// The GNU C library calls what stands in this section before `main`, with what `main` gets.
  @section(".init_array") @used
  private let keepArguments: @convention(c) (CInt, StartArguments.Values?) -> Void = { count, values in
    unsafe StartArguments.count = Int(count)
    unsafe StartArguments.values = values
  }
#endif
