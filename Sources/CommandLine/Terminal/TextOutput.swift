import ByteIO
import Diagnostics

/// Writes a text that is a command's result: to standard output, or to a file that appears when it is complete.
enum TextOutput {
  static func write(_ text: String, to path: String) throws(DiagnosticList) {
    do throws(Diagnostic) {
      var target = try ByteSinks.open(path: path)
      do throws(Diagnostic) {
        try target.sink.write(text)
        try target.sink.finish()
        try target.file?.complete()
        try target.file?.publish()
      } catch {
        target.file?.discard()
        throw error
      }
    } catch {
      throw DiagnosticList(error)
    }
  }

  /// Adds a text to the end of a file that others write to as well.
  static func append(_ text: String, to path: String) throws(DiagnosticList) {
    do throws(Diagnostic) {
      var sink = try ByteSinks.openAppending(path: path)
      try sink.write(text)
      try sink.finish()
    } catch {
      throw DiagnosticList(error)
    }
  }
}
