import ArgumentParser

/// A command that says its own errors and returns its exit code.
protocol WeirCommand: ParsableCommand {
  func execute() async -> Int32
}
