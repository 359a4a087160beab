import Diagnostics
import Foundation
import Testing

@testable import Pipelines

/// Paths, globs and `{stem}`: what is refused before anything is read.
@Suite struct InputExpansionTests {
  @Test(arguments: [
    ("trees.csv", "trees"), ("data/trees.csv.gz", "trees"), ("trees", "trees"), ("/a.b/c", "c"), (".hidden", ".hidden"),
    (".hidden.csv", ".hidden"), ("a/b/", "b"), ("été.geojson", "été"), ("-", "-"),
  ]) func stem(path: String, stem: String) { #expect(Paths.stem(path) == stem) }

  @Test(
    arguments: [
      ("a.csv", nil, "a.csv"), ("a.csv", "dir", "dir/a.csv"), ("a.csv", "dir/", "dir/a.csv"),
      ("/a.csv", "dir", "/a.csv"),
      ("-", "dir", "-"), ("a.csv", ".", "a.csv"), ("../a.csv", "dir", "dir/../a.csv"),
    ] as [(String, String?, String)]) func resolved(path: String, directory: String?, expected: String)
  {
    #expect(Paths.resolve(path, from: directory) == expected)
  }

  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var inputs: [String]
    var outputs: [String]
    /// `input > output output`, in order; empty: an error.
    var jobs: [String] = []
    var code: DiagnosticCode?

    init(_ name: String, _ inputs: [String], _ outputs: [String], _ jobs: [String] = [], code: DiagnosticCode? = nil) {
      testDescription = name
      self.inputs = inputs
      self.outputs = outputs
      self.jobs = jobs
      self.code = code
    }
  }

  static let cases = [
    Case("one to one", ["in/a.csv"], ["o.json"], ["in/a.csv > o.json"]),
    Case(
      "a glob is sorted by bytes", ["in/*.csv"], ["{stem}.json"],
      ["in/B.csv > B.json", "in/a.csv > a.json", "in/b.csv > b.json"]),
    Case(
      "hidden files are not meant", ["in/*"], ["{stem}.x"],
      ["in/B.csv > B.x", "in/a.csv > a.x", "in/b.csv > b.x", "in/c.tsv > c.x"]),
    Case("a list keeps its order", ["in/b.csv", "in/a.csv"], ["{stem}.j"], ["in/b.csv > b.j", "in/a.csv > a.j"]),
    Case(
      "two outputs for each", ["in/a.csv", "in/b.csv"], ["{stem}.j", "{stem}-{stem}.k"],
      ["in/a.csv > a.j a-a.k", "in/b.csv > b.j b-b.k"]),
    Case("one stem twice", ["in/a.csv", "other/a.csv"], ["{stem}.json"], code: .outputCollision),
    Case("one output for two inputs", ["in/b.csv", "in/a.csv"], ["o.json"], ["in/b.csv in/a.csv > o.json"]),
    Case("standard output for two inputs", ["in/a.csv", "in/b.csv"], ["-"], ["in/a.csv in/b.csv > -"]),
    Case("a glob into one output", ["in/*.csv"], ["o.json"], ["in/B.csv in/a.csv in/b.csv > o.json"]),
    Case(
      "an output for all and one for each", ["in/a.csv", "in/b.csv"], ["o.json", "{stem}.j"], code: .outputCollision),
    Case("one input and both", ["in/a.csv"], ["o.json", "{stem}.j"], ["in/a.csv > o.json a.j"]),
    Case("the output is the second input", ["in/a.csv", "in/b.csv"], ["in/b.csv"], code: .outputCollision),
    Case("standard input twice", ["-", "in/a.csv", "-"], ["o.json"], code: .usage),
    Case(
      "a list is relative to itself", ["@lists/list", "other/a.csv"], ["o.json"],
      ["lists/../in/b.csv lists/../other/a.csv other/a.csv > o.json"]),
    Case("standard input in a list and beside it", ["@lists/dash", "-"], ["o.json"], code: .usage),
    Case("an empty list", ["@lists/empty"], ["o.json"], code: .inputMissing),
    Case("a list that is not there", ["@lists/none"], ["o.json"], code: .inputMissing),
    Case("a name that begins with @", ["./@x"], ["o.json"], ["./@x > o.json"]),
    Case("two outputs of one name", ["in/a.csv"], ["o.json", "o.json"], code: .outputCollision),
    Case("standard output twice", ["in/a.csv"], ["-", "-"], code: .outputCollision),
    Case("the output is the input", ["in/a.csv"], ["in/{stem}.csv"], code: .outputCollision),
    Case("the output is a link to the input", ["in/a.csv"], ["link.csv"], code: .outputCollision),
    Case("no match", ["in/*.parquet"], ["{stem}.json"], code: .inputMissing),
  ]

  @Test(arguments: cases) func expands(_ sample: Case) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    for directory in ["in", "other", "lists"] {
      try FileManager.default.createDirectory(atPath: scratch.path(directory), withIntermediateDirectories: true)
    }
    for name in ["in/b.csv", "in/a.csv", "in/B.csv", "in/c.tsv", "in/.d.csv", "other/a.csv"] {
      try scratch.write("a\n1\n", name)
    }
    try scratch.write("\u{FEFF}# two files\n\n  \n../in/b.csv\r\n../other/a.csv", "lists/list")
    try scratch.write("-\n", "lists/dash")
    try scratch.write("# nothing\n", "lists/empty")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("link.csv"), withDestinationPath: scratch.path("in/a.csv"))
    let base = scratch.url.path
    let declaration = PipelineDeclaration(
      input: InputDeclaration(paths: sample.inputs, baseDirectory: base),
      outputs: sample.outputs.map { path in
        var output = OutputDeclaration(path: path)
        output.baseDirectory = base
        return output
      })
    do throws(DiagnosticList) {
      let jobs = try InputExpansion.jobs(of: declaration)
      let found = jobs.map { job in
        job.inputs.map(\.path).joined(separator: " ") + " > "
          + job.outputs.map { $0.replacing(base + "/", with: "") }.joined(separator: " ")
      }
      #expect(found == sample.jobs)
      #expect(sample.code == nil)
    } catch {
      #expect(error.diagnostics.map(\.code) == [sample.code])
      #expect(error.exitCode == (sample.code == .inputMissing ? 4 : 2))
    }
  }
}
