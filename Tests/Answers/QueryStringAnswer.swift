import Diagnostics
import PipelineFiles
import Pipelines

/// Query strings: refused with a place, or a declaration that its own spelling gives again.
package enum QueryStringAnswer {
  package static func answer(_ bytes: [UInt8]) -> Answer {
    let input = InputDeclaration(paths: ["a.csv"])
    var declaration = PipelineDeclaration(input: input)
    do throws(DiagnosticList) {
      _ = try QueryString.apply(String(decoding: bytes, as: UTF8.self), to: &declaration)
    } catch {
      return Answer(error.diagnostics)
    }
    let spelling = QueryString.render(declaration)[0]
    guard let text = spelling.text, spelling.missing == ["a.csv"] else {
      return .wrong("what a query string said is not said by one: \(spelling)")
    }
    var again = PipelineDeclaration(input: input)
    do throws(DiagnosticList) {
      _ = try QueryString.apply(text, to: &again)
    } catch {
      return .wrong("its own spelling is refused: \(error.diagnostics.map(\.message)) in \(text)")
    }
    return again == declaration ? .whole : .wrong("its own spelling says something else: \(text)")
  }
}
