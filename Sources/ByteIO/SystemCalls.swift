import CZlib

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A failed system call: the number, and the system's own words for it.
struct SystemError: Error, Equatable {
  var number: Int32

  var text: String {
    // SAFETY: strerror gives a NUL-terminated string of the C library, copied at once.
    unsafe String(cString: strerror(number))
  }
}

extension SystemError {
  static let missing = SystemError(number: ENOENT)
  static let notADirectory = SystemError(number: ENOTDIR)
  static let isDirectory = SystemError(number: EISDIR)
  static let tooManyLinks = SystemError(number: ELOOP)
  static let exists = SystemError(number: EEXIST)
  static let brokenPipe = SystemError(number: EPIPE)
}

/// The system calls that this target makes: EINTR is retried, failures are thrown. Nothing else here calls the
/// system.
enum SystemCalls {
  static let readOnly = O_RDONLY
  static let writeOnly = O_WRONLY
  static let append = O_WRONLY | O_APPEND | O_CREAT
  static let readOnlyQuietly = O_RDONLY | O_NONBLOCK | O_NOFOLLOW
  static let createNew = O_WRONLY | O_CREAT | O_EXCL
  /// A file without a name, made in the directory that is opened; nil where the system has none.
  static var createUnnamed: Int32? {
    let flag = weir_open_unnamed_flag()
    return flag == 0 ? nil : flag | O_WRONLY
  }
  static var createUnnamedForReading: Int32? {
    let flag = weir_open_unnamed_flag()
    return flag == 0 ? nil : flag | O_RDWR
  }
  static let createNewForReading = O_RDWR | O_CREAT | O_EXCL

  /// Repeats an interrupted call.
  private static func check(_ call: () -> Int) throws(SystemError) -> Int {
    while true {
      let result = call()
      if result >= 0 { return result }
      let number = errno
      guard number == EINTR else { throw SystemError(number: number) }
    }
  }

  /// Repeats an interrupted call on a descriptor, which stays open meanwhile.
  private static func check(_ descriptor: OpenDescriptor, _ call: (Int32) -> Int) throws(SystemError) -> Int {
    try descriptor.use { number throws(SystemError) in try check { call(number) } }
  }

  /// The system ends a path at its first NUL: such a path would name another file.
  private static func checkPath(_ path: String) throws(SystemError) {
    if path.utf8.contains(0) { throw SystemError(number: EINVAL) }
  }

  static func openFile(_ path: String, _ flags: Int32, mode: UInt32 = 0) throws(SystemError) -> OpenDescriptor {
    try checkPath(path)
    // SAFETY: the string bridges to a NUL-terminated copy for the call.
    let number = try check { unsafe Int(open(path, flags | O_CLOEXEC | O_NOCTTY, mode_t(mode))) }
    return OpenDescriptor(Int32(number))
  }

  static func readSome(_ descriptor: OpenDescriptor, into buffer: inout [UInt8], at offset: Int, upTo count: Int)
    throws(SystemError) -> Int
  {
    precondition(offset >= 0 && count >= 0 && count <= buffer.count - offset)
    while true {
      do {
        return try check(descriptor) { number in
          // SAFETY: the precondition bounds the write.
          unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe read(number, bytes.baseAddress.map { unsafe $0 + offset }, count)
          }
        }
      } catch  where error.number == EAGAIN {
        try wait(for: descriptor, events: Int16(POLLIN))
      }
    }
  }

  static func writeSome(
    _ descriptor: OpenDescriptor, _ bytes: [UInt8], from start: Int, to end: Int
  ) throws(SystemError) -> Int {
    precondition(start >= 0 && start <= end && end <= bytes.count)
    while true {
      do {
        return try check(descriptor) { number in
          // SAFETY: the precondition bounds the read.
          unsafe bytes.withUnsafeBytes { bytes in
            unsafe write(number, bytes.baseAddress.map { unsafe $0 + start }, end - start)
          }
        }
      } catch  where error.number == EAGAIN {
        try wait(for: descriptor, events: Int16(POLLOUT))
      }
    }
  }

  /// True when the descriptor has bytes or an end to give before the time is over.
  static func isReadable(_ descriptor: OpenDescriptor, withinMilliseconds patience: Int32) -> Bool {
    descriptor.use { number in
      var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
      // SAFETY: one pollfd that outlives the call.
      return unsafe poll(&request, 1, patience) != 0
    }
  }

  /// A descriptor that somebody made non-blocking is waited for.
  private static func wait(for descriptor: OpenDescriptor, events: Int16) throws(SystemError) {
    _ = try check(descriptor) { number in
      var request = pollfd(fd: number, events: events, revents: 0)
      // SAFETY: one element, as the count says.
      return unsafe Int(poll(&request, 1, -1))
    }
  }

  static func status(of descriptor: OpenDescriptor) throws(SystemError) -> FileStatus {
    var information = stat()
    // SAFETY: fstat fills the structure it is given.
    _ = try check(descriptor) { number in unsafe Int(fstat(number, &information)) }
    return FileStatus(information)
  }

  static func status(of path: String, followsLinks: Bool = true) throws(SystemError) -> FileStatus {
    try checkPath(path)
    var information = stat()
    // SAFETY: as above.
    _ = try check { unsafe Int(followsLinks ? stat(path, &information) : lstat(path, &information)) }
    return FileStatus(information)
  }

  static func position(of descriptor: OpenDescriptor) throws(SystemError) -> Int {
    try check(descriptor) { lseek($0, 0, SEEK_CUR) }
  }

  static func move(_ descriptor: OpenDescriptor, to position: Int) throws(SystemError) {
    _ = try check(descriptor) { lseek($0, off_t(position), SEEK_SET) }
  }

  static func rewind(_ descriptor: OpenDescriptor) throws(SystemError) {
    _ = try check(descriptor) { lseek($0, 0, SEEK_SET) }
  }

  /// The value of an environment variable, nil when it is not set or empty.
  static func environment(_ name: String) -> String? {
    // SAFETY: getenv gives a NUL-terminated string or nothing, copied at once; nothing here sets variables.
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }

  static func duplicate(_ descriptor: Int32) throws(SystemError) -> OpenDescriptor {
    OpenDescriptor(Int32(try check { Int(fcntl(descriptor, F_DUPFD_CLOEXEC, 3)) }))
  }

  static func isOpen(_ descriptor: Int32) -> Bool { fcntl(descriptor, F_GETFD) >= 0 }

  /// Opens the null device, against the grain, on the lowest free descriptor, which is `number`.
  static func fill(_ number: Int32) {
    // SAFETY: a bridged string.
    _ = unsafe open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY)
  }

  static func ignore(_ number: Int32) { _ = signal(number, SIG_IGN) }

  /// Sets the limit above which a block is mapped on its own, which also keeps the C library from raising it, and one
  /// arena for all threads. Buffers are kept between uses: there is nothing to gain from keeping free ones.
  static func returnLargeBlocks() { weir_return_blocks_from(128 << 10) }

  /// Closes a copy of the descriptor: network file systems report what they could not store on any close.
  static func checkStored(_ descriptor: OpenDescriptor) throws(SystemError) {
    let copy = Int32(try check(descriptor) { Int(fcntl($0, F_DUPFD_CLOEXEC, 3)) })
    if close(copy) != 0, errno != EINTR { throw SystemError(number: errno) }
  }

  static func synchronise(_ descriptor: OpenDescriptor) throws(SystemError) {
    _ = try check(descriptor) { Int(fsync($0)) }
  }

  static func setMode(_ mode: UInt32, of descriptor: OpenDescriptor) throws(SystemError) {
    _ = try check(descriptor) { Int(fchmod($0, mode_t(mode))) }
  }

  static func setOwner(_ user: UInt32, group: UInt32, of descriptor: OpenDescriptor) throws(SystemError) {
    _ = try check(descriptor) { Int(fchown($0, user, group)) }
  }

  /// Makes a new or renamed name in a directory durable. File systems that cannot sync a directory are left alone.
  static func synchroniseDirectory(_ path: String) throws(SystemError) {
    do throws(SystemError) {
      try synchronise(openFile(path, O_RDONLY | O_DIRECTORY))
    } catch {
      guard [EINVAL, ENOTSUP, EBADF, EACCES].contains(error.number) else { throw error }
    }
  }

  /// Takes the advisory lock of a file; false when somebody holds it.
  static func lock(_ descriptor: OpenDescriptor) -> Bool {
    descriptor.use { flock($0, LOCK_EX | LOCK_NB) } == 0
  }

  static func isWritable(_ path: String) throws(SystemError) {
    // SAFETY: a bridged string.
    _ = try check { unsafe Int(access(path, W_OK)) }
  }

  static func renameFile(_ from: String, to target: String) throws(SystemError) {
    // SAFETY: bridged strings.
    _ = try check { unsafe Int(rename(from, target)) }
  }

  static func exchange(_ first: String, _ second: String) throws(SystemError) {
    // SAFETY: bridged strings.
    _ = try check { unsafe Int(weir_rename_exchange(first, second)) }
  }

  static func link(_ existing: String, as name: String) throws(SystemError) {
    // SAFETY: bridged strings.
    _ = try check { unsafe Int(linkat(AT_FDCWD, existing, AT_FDCWD, name, AT_SYMLINK_FOLLOW)) }
  }

  static func unlinkFile(_ path: String) throws(SystemError) {
    // SAFETY: a bridged string.
    _ = try check { unsafe Int(unlink(path)) }
  }

  static func destination(ofLink path: String) throws(SystemError) -> String {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = try check {
      // SAFETY: the kernel writes at most the count it is given.
      unsafe buffer.withUnsafeMutableBytes { bytes in
        let names = unsafe bytes.bindMemory(to: CChar.self)
        guard let start = names.baseAddress else { return -1 }
        return unsafe readlink(path, start, names.count)
      }
    }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// Names in a directory, at most `limit`, in the directory's order; empty when it cannot be read.
  static func names(in directory: String, limit: Int) -> [String] {
    // SAFETY: the handle is closed below and used by this call only; names are NUL-terminated and copied.
    guard let handle = unsafe opendir(directory) else { return [] }
    defer { unsafe closedir(handle) }
    var names: [String] = []
    while names.count < limit, let found = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &found.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// How many descriptors the process may have.
  static var descriptorLimit: Int {
    var limit = rlimit()
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue))
    #else
      let resource = RLIMIT_NOFILE
    #endif
    // SAFETY: the call fills the structure it is given.
    guard unsafe getrlimit(resource, &limit) == 0 else { return .max }
    return Int(clamping: limit.rlim_cur)
  }

  static var processIdentifier: Int32 { getpid() }

  /// False only when the system knows no such process.
  static func isAlive(process: Int32) -> Bool { kill(process, 0) == 0 || errno != ESRCH }
}
