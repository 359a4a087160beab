import Query
import Testing

@Suite struct OperatorRegistryTests {
  @Test(arguments: OperatorRegistry.all.flatMap(\.examples))
  func examplesHold(_ example: QueryExample) throws {
    #expect(try select(example.query, Make.json([example.record])) == (example.matches ? [0] : []))
  }

  @Test func everyConstructHasExamples() {
    for construct in OperatorRegistry.all {
      #expect(!construct.examples.isEmpty && construct.summary.hasSuffix("."), "\(construct.form)")
      #expect(QueryHelp.text.contains(construct.form))
    }
  }
}
