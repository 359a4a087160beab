#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What `stat` says about a file, as far as we ask.
struct FileStatus: Sendable, Equatable {
  enum Kind: Sendable { case regular, directory, symbolicLink, other }

  var kind: Kind
  var size: Int
  /// Seconds and nanoseconds of the last change of the content.
  var modified: [Int]
  var device: UInt64
  var inode: UInt64
  var permissions: UInt32
  var user: UInt32
  var group: UInt32

  init(_ information: stat) {
    switch information.st_mode & S_IFMT {
    case S_IFREG: kind = .regular
    case S_IFDIR: kind = .directory
    case S_IFLNK: kind = .symbolicLink
    default: kind = .other
    }
    size = Int(information.st_size)
    #if os(Linux)
      modified = [Int(information.st_mtim.tv_sec), Int(information.st_mtim.tv_nsec)]
    #else
      modified = [Int(information.st_mtimespec.tv_sec), Int(information.st_mtimespec.tv_nsec)]
    #endif
    device = UInt64(truncatingIfNeeded: information.st_dev)
    inode = UInt64(truncatingIfNeeded: information.st_ino)
    permissions = UInt32(information.st_mode) & 0o777
    user = information.st_uid
    group = information.st_gid
  }

  func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}
