#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a receipt says of the process and its machine.
package enum ProcessFacts {
  /// Seconds since 1970, by the machine's clock.
  package static var now: Int { time(nil) }

  /// Since 1970, by the machine's clock.
  package static var currentTime: (seconds: Int, nanoseconds: Int) {
    var time = timespec()
    // SAFETY: the structure lives through the call.
    guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return (now, 0) }
    return (time.tv_sec, time.tv_nsec)
  }

  /// `SOURCE_DATE_EPOCH` of reproducible builds: the time that files should say they were made at.
  package static var sourceDate: Int? { SystemCalls.environment("SOURCE_DATE_EPOCH").flatMap { Int($0) } }

  package static var hostName: String? {
    var name = [CChar](repeating: 0, count: 256)
    let count = name.count - 1
    // SAFETY: the C library writes at most `count` bytes, and the last one stays zero.
    let result = unsafe gethostname(&name, count)
    guard result == 0 else { return nil }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The most memory that the process has had, in bytes.
  package static var peakMemory: Int? {
    var usage = rusage()
    // RUSAGE_SELF is an enumeration in one C library and a number in the others.
    // SAFETY: the structure lives through the call.
    guard unsafe getrusage(0, &usage) == 0 else { return nil }
    #if canImport(Darwin)
      return usage.ru_maxrss
    #else
      return usage.ru_maxrss * 1024
    #endif
  }
}
