import ByteIO
import Diagnostics
import Formats

/// What a worker does with a chunk. One value for each worker: it owns its buffers.
protocol ChunkWork: Sendable {
  associatedtype Result: Sendable
  /// The result of a chunk. `spare` is a consumed result whose buffers may be used again: taken out of it, never copied,
  /// because a buffer that two values own is copied by the first that fills it.
  mutating func process(_ chunk: inout Chunk, reusing spare: inout Result?) -> Result
  /// The result that stands for an input that could not be read further.
  func failed(_ diagnostic: Diagnostic) -> Result
  /// Called once, after the last chunk of this worker.
  mutating func end()
}

extension ChunkWork {
  mutating func end() {}
}

/// The ordered parallel map: long-lived workers take chunks from the reader that goes round among them and publish
/// their results at the chunk's index. After the last result the reader comes to rest in the baton that `start` returns.
enum Workers {
  static func start<Work: ChunkWork>(
    _ count: Int, reader: ChunkReader, exchange: OrderedExchange<Work.Result>, make: () -> Work
  ) -> Baton<ChunkReader> {
    let baton = Baton(reader)
    for _ in 0..<count {
      let work = make()
      Task.detached(executorPreference: ThreadExecutor.whereNeeded) { await run(work, baton, exchange) }
    }
    return baton
  }

  private static func run<Work: ChunkWork>(
    _ initial: Work, _ baton: Baton<ChunkReader>, _ exchange: OrderedExchange<Work.Result>
  ) async {
    var work = initial
    await run(&work, baton, exchange)
    work.end()
  }

  private static func run<Work: ChunkWork>(
    _ work: inout Work, _ baton: Baton<ChunkReader>, _ exchange: OrderedExchange<Work.Result>
  ) async {
    var chunk = Chunk()
    while case .place(var spare) = await exchange.reserve() {
      var reader = await baton.take()
      let next = await reader.next(into: &chunk)
      baton.pass(consume reader)
      switch next {
      case .chunk(let index):
        exchange.publish(work.process(&chunk, reusing: &spare), at: index)
      case .failed(let diagnostic, let index):
        exchange.publish(work.failed(diagnostic), at: index)
        return exchange.end(at: index + 1)
      case .ended(let index):
        return exchange.end(at: index)
      }
    }
  }
}
