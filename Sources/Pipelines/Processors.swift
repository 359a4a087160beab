#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How many workers a run has.
enum Processors {
  /// `wanted`, else one for each processor this process may use, at most 64.
  static func workers(_ wanted: Int?) -> Int {
    if let wanted { return min(max(wanted, 1), 64) }
    return min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), 64)
  }
}
