import Diagnostics
import PipelineFiles
import Pipelines

/// Pipeline files: refused with a place, or a declaration that its own spelling gives again.
package enum PipelineAnswer {
  package static func answer(_ bytes: [UInt8]) -> Answer {
    do throws(DiagnosticList) {
      let declaration = try PipelineFile.parse(text: String(decoding: bytes, as: UTF8.self))
      let spelled = PipelineFile.render(declaration)
      let again: PipelineDeclaration
      do throws(DiagnosticList) {
        again = try PipelineFile.parse(text: spelled)
      } catch {
        return .wrong("its own spelling is refused: \(error.diagnostics.map(\.message)) in\n\(spelled)")
      }
      return again == declaration
        ? .whole : .wrong("its own spelling says something else:\n\(spelled)")
    } catch {
      return Answer(error.diagnostics)
    }
  }
}
