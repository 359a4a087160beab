import Query
import Testing

@Suite struct OperatorRegistryTests {
  @Test(arguments: OperatorRegistry.all.flatMap(\.examples))
  func examplesHold(_ example: QueryExample) throws {
    #expect(try select(example.query, Make.json([example.record])) == (example.matches ? [0] : []))
  }

  @Test(arguments: FunctionRegistry.all.flatMap(\.examples))
  func functionExamplesHold(_ example: QueryExample) throws {
    #expect(try select(example.query, Make.json([example.record])) == (example.matches ? [0] : []))
  }

  /// Names that may not be spelled twice, forms that parse, and a summary that is a sentence.
  @Test func functionsAreWhole() throws {
    #expect(Set(FunctionRegistry.all.map(\.name)).count == FunctionRegistry.all.count)
    for function in FunctionRegistry.all {
      #expect(function.summary.hasSuffix("."), "\(function.name)")
      #expect(QueryHelp.functionsText.contains(function.form))
      #expect(QueryHelp.text.contains("#\(function.name)("))
    }
  }

  @Test func everyConstructHasExamples() {
    for construct in OperatorRegistry.all {
      #expect(!construct.examples.isEmpty && construct.summary.hasSuffix("."), "\(construct.form)")
      #expect(QueryHelp.text.contains(construct.form))
    }
  }
}
