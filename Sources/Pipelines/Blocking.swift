import Dispatch

/// Runs a call that may block on a thread that may: the cooperative pool has one for each processor and none to spare.
enum Blocking {
  static func run<Value: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
      // A serial queue of its own, so that no call waits for another.
      DispatchQueue(label: "weir.blocking").async {
        do throws(Failure) {
          continuation.resume(returning: .success(try body()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }
}
