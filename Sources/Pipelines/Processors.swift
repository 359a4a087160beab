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

  /// How many threads each of `outputs` may have, so that all together are about as many as the workers.
  static func share(of wanted: Int?, among outputs: Int) -> Int {
    let outputs = max(outputs, 1)
    return (workers(wanted) + outputs - 1) / outputs
  }
}

extension InputDeclaration {
  /// The same input, decompressed by as many threads as there are workers.
  func read(by wanted: Int?) -> InputDeclaration {
    var input = self
    input.threads = Processors.workers(wanted)
    return input
  }
}
