import Formats
import Foundation
import PipelineFiles
import Pipelines

extension TestRun {
  /// Where an example's files are, in a directory of its own.
  struct Places {
    let directory: String
    let input: String
    let outputs: [String]
    let rejects: String

    init(directory: String, _ declaration: PipelineDeclaration) {
      self.directory = directory
      input = directory + "/in/" + Self.inputName(declaration.input.paths.first ?? "-")
      // A format goes by the extension of the path, and `{stem}` by the name of the input: both are kept.
      outputs = declaration.outputs.enumerated().map { index, output in
        let name = Self.plain(output.path == "-" ? "output" : (output.path as NSString).lastPathComponent)
        return "\(directory)/out\(index + 1)/"
          + name.replacingOccurrences(
            of: "{stem}", with: String(Self.inputName(declaration.input.paths.first ?? "-").prefix { $0 != "." }))
      }
      rejects = directory + "/rejects.jsonl"
    }

    func makeDirectories() throws {
      for name in ["in"] + (1...max(1, outputs.count)).map({ "out\($0)" }) {
        try FileManager.default.createDirectory(atPath: "\(directory)/\(name)", withIntermediateDirectories: true)
      }
    }

    /// The name of the pipeline's own first input, as far as it is one.
    private static func inputName(_ path: String) -> String {
      let name = (path as NSString).lastPathComponent
      if path == "-" { return "input" }
      return plain(name.replacingOccurrences(of: "*", with: "x").replacingOccurrences(of: "@", with: "x"))
    }

    private static func plain(_ name: String) -> String { name.hasSuffix(".gz") ? String(name.dropLast(3)) : name }

    /// Makes the pipeline read the example and write here. Its number of records says nothing about the real input.
    func redirect(_ declaration: inout PipelineDeclaration, _ test: PipelineTest) {
      declaration.input = declaration.input.reading(input)
      declaration.input.compression = .none
      declaration.input.options.encoding = .utf8
      if let format = test.format { declaration.input.format = format }
      for index in declaration.outputs.indices {
        declaration.outputs[index].path = outputs[index]
        declaration.outputs[index].compression = .none
        if let wanted = test.outputs, index < wanted.count, case .records = wanted[index] {
          declaration.outputs[index].format = "jsonl"
          declaration.outputs[index].options = WriteOptions()
        }
      }
      declaration.expectations?.rows = nil
      declaration.receipt = ReceiptDeclaration()
      if declaration.errors.policy.rejectsRecords {
        declaration.errors.policy = .quarantine
        declaration.errors.rejectsPath = rejects
        declaration.errors.rawRejectsPath = nil
      }
    }
  }
}
