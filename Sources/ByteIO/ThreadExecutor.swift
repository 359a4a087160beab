import Dispatch

/// Runs tasks on threads that nobody watches, where the usual pool cannot: its library counts the threads that are busy by
/// reading `/proc`, and ends the process where that is not mounted.
///
///     Task.detached(executorPreference: ThreadExecutor.whereNeeded) { … }
///
/// A thread for each piece of a task: slower than a pool, and there are few pieces.
package final class ThreadExecutor: TaskExecutor {
  /// Nil where the usual pool works.
  package static let whereNeeded: (any TaskExecutor)? = FilePaths.exists("/proc/self/stat") ? nil : ThreadExecutor()

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // A serial queue has a thread of its own; those of concurrent ones are counted.
    DispatchQueue(label: "weir.task").async {
      // SAFETY: the executor lives as long as the process; the job is run once, here.
      unsafe job.runSynchronously(on: self.asUnownedTaskExecutor())
    }
  }
}
