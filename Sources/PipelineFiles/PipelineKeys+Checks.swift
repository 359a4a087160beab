import Formats

extension PipelineKeys {
  /// `expect`: conditions on the records that pass the main filter, fields and limit.
  static let expect: [PipelineKey] = [
    PipelineKey("rows", .rows, "How many records: 223, '>= 1000', or {min: 1, max: 300}."),
    PipelineKey("unique", .textOrList, "Fields whose values together occur once."),
    PipelineKey("fields", .rules(rules), "Rules of single fields, with the names of Table Schema."),
  ]

  /// The words of Table Schema for a field; those of `constraints` stand beside `type`.
  static let rules: [PipelineKey] =
    [
      PipelineKey("type", .text, "string number integer boolean date datetime time year geopoint …: any without it."),
      PipelineKey("format", .text, "How the type is spelled: %d/%m/%Y."),
      PipelineKey("decimalChar", .text, "The decimal mark of numbers."),
      PipelineKey("groupChar", .text, "What stands between groups of digits."),
      PipelineKey("bareNumber", .boolean, "false: units may stand beside a number."),
      PipelineKey("trueValues", .textOrList, "Texts that are true."),
      PipelineKey("falseValues", .textOrList, "Texts that are false."),
      PipelineKey("missingValues", .textOrList, "Texts that are null."),
    ] + constraints

  static let constraints: [PipelineKey] = [
    PipelineKey("required", .boolean, "Every record has a value."),
    PipelineKey("unique", .boolean, "No value occurs twice."),
    PipelineKey("minimum", .scalar, "The smallest value."),
    PipelineKey("maximum", .scalar, "The largest value."),
    PipelineKey("exclusiveMinimum", .scalar, "Every value is larger."),
    PipelineKey("exclusiveMaximum", .scalar, "Every value is smaller."),
    PipelineKey("minLength", .integer(atLeast: 0), "The shortest text, in characters."),
    PipelineKey("maxLength", .integer(atLeast: 0), "The longest text, in characters."),
    PipelineKey("pattern", .query, "A regular expression that matches the whole value."),
    PipelineKey("enum", .scalars, "The allowed values."),
  ]

  /// `tests`: what goes in and what must come out.
  static let test: [PipelineKey] = [
    PipelineKey("name", .text, "What the example shows.", isRequired: true),
    PipelineKey("input", .query, "The input as text, UTF-8.", isRequired: true),
    PipelineKey("format", .choice(["auto"] + FormatNames.readable), "Format of that text; auto: as the pipeline's."),
    PipelineKey("params", .assignments, "Values of parameters: {since: 2020}."),
    PipelineKey("output", .records, "The first output: its text, or its records as a list of maps."),
    PipelineKey("outputs", .recordsList, "The same for each output, in order."),
    PipelineKey("rejects", .list(reject), "The rejected records; [] says that there are none."),
    PipelineKey("counts", .map(counts), "How many records."),
    PipelineKey("error", .text, "The code of the error that ends the run."),
  ]

  static let reject: [PipelineKey] = [
    PipelineKey("record", .integer(atLeast: 1), "Which record of the input."),
    PipelineKey("line", .integer(atLeast: 1), "The line of the mistake."),
    PipelineKey("code", .text, "The code of the error."),
    PipelineKey("field", .text, "The field it is about."),
  ]

  static let counts: [PipelineKey] = [
    PipelineKey("read", .integer(atLeast: 0), "Records of the input."),
    PipelineKey("written", .integer(atLeast: 0), "Records of the first output."),
    PipelineKey("rejected", .integer(atLeast: 0), "Records that were rejected."),
    PipelineKey("nulled", .integer(atLeast: 0), "Values that became null."),
  ]
}
