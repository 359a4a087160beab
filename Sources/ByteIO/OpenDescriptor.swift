#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A descriptor that is closed when its last owner goes.
///
/// Its number is only lent: an optimised build may end an object after the last mention of it, which would close a
/// descriptor between reading its number and the system call that gets it.
final class OpenDescriptor: Sendable {
  private let number: Int32
  private let isOwned: Bool

  init(_ number: Int32, isOwned: Bool = true) {
    self.number = number
    self.isOwned = isOwned
  }

  static let standardInput = OpenDescriptor(0, isOwned: false)
  static let standardOutput = OpenDescriptor(1, isOwned: false)

  /// Calls `body` with the number; the descriptor is open until it returns.
  func use<Result, Failure: Error>(_ body: (Int32) throws(Failure) -> Result) throws(Failure) -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(number)
  }

  deinit { if isOwned { close(number) } }
}
