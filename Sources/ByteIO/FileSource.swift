package import Diagnostics

/// A file, pipe or device that is read with `read(2)`; never mapped, so that a file cut short while it is read is an
/// error instead of a signal.
package struct FileSource: ByteSource {
  package let name: String
  package let isRegularFile: Bool
  package let byteCount: Int?
  package private(set) var fileBytesRead = 0

  package let identity: FileIdentity?

  private var descriptor: OpenDescriptor?
  /// Where reading began; 0 where the whole file is read.
  private let start: Int
  /// Bytes that are read; nil: to the end.
  private let limit: Int?
  /// The state to compare with at the end; nil for what has no stable one (pipes, and /proc files of size 0).
  private let stateAtStart: FileStatus?

  /// `range`: the bytes of a regular file that are read.
  init(_ descriptor: OpenDescriptor, name: String, range: Range<Int>? = nil) throws(SystemError) {
    let status = try SystemCalls.status(of: descriptor)
    self.name = name
    self.descriptor = descriptor
    isRegularFile = status.kind == .regular
    let isSized = isRegularFile && status.size > 0
    stateAtStart = isSized ? status : nil
    identity = isRegularFile ? FileIdentity(status) : nil
    if let range { try SystemCalls.move(descriptor, to: range.lowerBound) }
    (start, limit) = (range?.lowerBound ?? 0, range?.count)
    let position = isSized ? (try? SystemCalls.position(of: descriptor)) ?? 0 : 0
    byteCount = isSized ? range?.count ?? max(0, status.size - position) : nil
  }

  package mutating func read(into buffer: inout [UInt8], at offset: Int, upTo count: Int) throws(Diagnostic) -> Int {
    guard let descriptor, count > 0 else { return 0 }
    var taken = 0
    let wanted = limit.map { min(count, $0 - fileBytesRead) } ?? count
    if wanted > 0 {
      do {
        taken = try SystemCalls.readSome(descriptor, into: &buffer, at: offset, upTo: wanted)
      } catch {
        let place = start + fileBytesRead
        throw Diagnostic(
          .inputUnreadable, "cannot read \(name) at byte \(place): \(error.text)", at: Location(file: name, byte: place)
        )
      }
    }
    fileBytesRead += taken
    if taken == 0 { try checkUnchanged(descriptor) }
    return taken
  }

  package func isReady(withinMilliseconds patience: Int32) -> Bool {
    guard !isRegularFile, let descriptor else { return true }
    return SystemCalls.isReadable(descriptor, withinMilliseconds: patience)
  }

  /// A regular file must end as it began: the same size, the same time of change, and all of its bytes.
  private func checkUnchanged(_ descriptor: OpenDescriptor) throws(Diagnostic) {
    guard let stateAtStart, let byteCount, let now = try? SystemCalls.status(of: descriptor) else { return }
    let isUnchanged =
      now.size == stateAtStart.size && now.modified == stateAtStart.modified && fileBytesRead == byteCount
    guard !isUnchanged else { return }
    var diagnostic = Diagnostic(
      .inputChanged, "\(name) changed while it was read", at: Location(file: name, byte: start + fileBytesRead),
      help: ["read it again when nobody writes to it, or copy it first"])
    diagnostic.notes.append(
      now.size == stateAtStart.size
        ? "its time of change is later than when it was opened"
        : "it had \(stateAtStart.size) bytes when it was opened, it has \(now.size) now")
    throw diagnostic
  }

  package mutating func close() { descriptor = nil }
}

/// A state of a regular file: two equal ones mean that nobody wrote to it between them.
package struct FileIdentity: Sendable, Equatable {
  private let status: FileStatus

  init(_ status: FileStatus) { self.status = status }

  package var byteCount: Int { status.size }
  /// The time of the last change: seconds since 1970, a point, nine digits.
  package var modified: String {
    let nanoseconds = String(status.modified[1])
    return "\(status.modified[0])." + String(repeating: "0", count: 9 - nanoseconds.count) + nanoseconds
  }

  package static func == (first: FileIdentity, second: FileIdentity) -> Bool {
    first.status.isSameFile(as: second.status) && first.status.size == second.status.size
      && first.status.modified == second.status.modified
  }
}
