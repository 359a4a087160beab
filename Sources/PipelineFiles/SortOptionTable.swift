import Diagnostics
package import Pipelines

extension OptionTable {
  /// The order of the records, and what it may use: keys of the file itself.
  package static let sort: [DeclaredOption<PipelineDeclaration>] = [
    .make(
      "--sort", "sort", .textOrList,
      "The order of the records, before offset and limit: population:desc,name. A bare name ascends."
    ) { texts, declaration in
      var keys: [SortKey] = []
      for text in texts {
        do throws(SortItems.Failure) {
          keys += try SortItems.parse(text)
        } catch {
          return error.message
        }
      }
      let names = keys.map(\.name)
      if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
        return "names '\(names[twice])' twice"
      }
      declaration.sort = keys.isEmpty ? nil : SortDeclaration(keys, place: WrittenPlace(Location(context: "--sort")))
      return nil
    } spell: { declaration in
      declaration.sort.map { [SortItems.render($0.keys)] } ?? []
    },
    .make(
      "--tmpdir", "tmpdir", .text,
      "The directory of temporary files; TMPDIR, else /tmp, without it. Relative to this file."
    ) { texts, declaration in
      guard let path = texts.first, !path.isEmpty else { return "needs a directory" }
      declaration.spill.directory = path
      return nil
    } spell: { declaration in
      declaration.spill.directory.map { [PipelineFile.joined(declaration.spill.baseDirectory, $0)] } ?? []
    },
  ]
}
