import Glibc

/// The system calls that tests make to set a scene, in one place because C pointers are `unsafe`.
enum Posix {
  static func makePipe() -> (reader: Int32, writer: Int32) {
    var ends: [Int32] = [-1, -1]
    // SAFETY: room for two, as pipe(2) wants.
    _ = unsafe pipe(&ends)
    return (ends[0], ends[1])
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int {
    // SAFETY: the count is the array's.
    unsafe Glibc.write(descriptor, bytes, bytes.count)
  }

  static func read(_ descriptor: Int32, upTo count: Int) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: count)
    // SAFETY: the count is the array's.
    let taken = unsafe Glibc.read(descriptor, &buffer, count)
    return Array(buffer.prefix(max(0, taken)))
  }

  // SAFETY of all below: strings bridge to NUL-terminated copies for the call.
  static func setMode(_ path: String, _ mode: mode_t) { _ = unsafe chmod(path, mode) }
  static func setSize(_ path: String, _ size: Int) { _ = unsafe truncate(path, size) }
  static func makeNamedPipe(_ path: String) -> Bool { unsafe mkfifo(path, 0o600) == 0 }
  static func open(_ path: String, _ flags: Int32) -> Int32 { unsafe Glibc.open(path, flags) }
  static func ignore(_ number: Int32) { _ = signal(number, SIG_IGN) }

  /// No file may grow beyond `size` from now on. For processes that end soon.
  static func limitFileSize(_ size: UInt) {
    ignore(SIGXFSZ)
    var limit = rlimit(rlim_cur: rlim_t(size), rlim_max: rlim_t(size))
    // SAFETY: the structure outlives the call.
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  }
}
