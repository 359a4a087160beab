#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How wide the terminals of this process are.
package enum TerminalWidth {
  /// Columns of the terminal behind a descriptor; nil where there is none, or where it does not say.
  package static func columns(of descriptor: Int32) -> Int? {
    var size = winsize()
    // SAFETY: the system fills the struct that it is given, which outlives the call.
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
