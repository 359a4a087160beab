/// Every code weir can print, with the exit code it leads to and one line for `weir help errors`.
///
/// Codes are stable: they are never renumbered and never reused.
public enum DiagnosticCode: String, Sendable, CaseIterable {
  // Command line
  case usage = "U001"
  case unknownFormat = "U002"
  case outputCollision = "U003"
  case notSupported = "U004"
  case unknownTimeZone = "U005"

  // CSV and TSV
  case csvUnclosedQuote = "C010"
  case csvTextAfterQuote = "C011"
  case csvQuoteInField = "C012"
  case csvFieldRunsOn = "C013"
  case csvDelimiterUnclear = "C014"
  case csvNoHeader = "C015"
  case csvDuplicateHeader = "C016"
  case csvSkipNotFound = "C017"
  case csvHeaderUnclear = "C018"
  case csvRagged = "C021"
  case tsvBadEscape = "C030"

  // JSON
  case jsonSyntax = "J001"
  case jsonEmpty = "J002"
  case jsonDuplicateKey = "J003"
  case jsonTruncated = "J004"
  case jsonLineSpansLines = "J005"
  case rootNotFound = "J010"
  case flattenCollision = "J011"
  case unflattenConflict = "J012"
  case odsShape = "J013"
  case jsonNotARecord = "J020"
  case unseenKey = "J021"
  case recordWithoutField = "J022"

  // GeoJSON and geometry
  case geojsonNotGeoJSON = "G001"
  case geojsonBadGeometry = "G002"
  case geometryUnclear = "G010"
  case geometryMissing = "G011"
  case geometryBadPoint = "G012"
  case nameCollision = "G020"
  case foreignCRS = "G021"

  // Encoding
  case invalidUTF8 = "E001"
  case unsupportedEncoding = "E002"
  case invalidUTF16 = "E003"
  case encodingUnclear = "E004"

  // Values
  case typeConflict = "V007"
  case constraintViolated = "V010"
  case requiredMissing = "V011"
  case notUnique = "V012"
  case fieldMissing = "V013"
  case fieldUnknown = "V014"
  case columnsDiffer = "V020"
  case notLossless = "V030"
  case formula = "V031"

  // Query and projection
  case querySyntax = "Q001"
  case queryUnclosed = "Q002"
  case queryNotSupported = "Q003"
  case queryTooDeep = "Q004"
  case unknownField = "Q010"
  case unknownFunction = "Q012"
  case queryBadValue = "Q013"
  case fieldNeverAppeared = "Q014"
  case projection = "Q020"

  // Series of analyze and their expressions
  case expressionSyntax = "N001"
  case expressionFunction = "N002"
  case expressionType = "N003"
  case expressionTooDeep = "N004"
  case integerBeyondRange = "N010"
  case seriesSyntax = "N020"
  case seriesFunction = "N021"
  case seriesName = "N022"

  // Opendatasoft query strings
  case paramsSyntax = "A001"
  case paramsUnknown = "A002"
  case paramsValue = "A003"
  case paramsNotSupported = "A004"
  case paramsConflict = "A005"
  case paramsCredential = "A010"
  case paramsWithoutEffect = "A011"

  // Pipeline files
  case pipelineSyntax = "P001"
  case pipelineUnknownKey = "P002"
  case pipelineDuplicateKey = "P003"
  case pipelineValue = "P004"
  case pipelineNotSupported = "P005"
  case pipelineParameter = "P006"
  case pipelineVersion = "P007"
  case pipelineAlias = "P008"

  // Table Schema and data package files
  case schemaSyntax = "S001"
  case schemaValue = "S002"
  case schemaPattern = "S003"
  case schemaResource = "S004"
  case schemaUnreadable = "S005"

  // Expectations of a pipeline file
  case expectedRows = "K001"
  case expectedValue = "K002"
  case expectedPresent = "K003"
  case expectedUnique = "K004"

  // Parts of an answer
  case partInvalid = "M001"
  case partForeign = "M002"
  case partMissing = "M006"

  // Shards of a file
  case shardInvalid = "M003"
  case shardForeign = "M004"
  case notDivisible = "M005"

  // Baselines of check
  case baselineInvalid = "B001"

  // Input and output
  case inputMissing = "I001"
  case inputUnreadable = "I002"
  case inputIsDirectory = "I003"
  case inputChanged = "I004"
  case gzipTruncated = "I005"
  case gzipCorrupt = "I006"
  case gzipTrailing = "I007"
  case inputCompressed = "I008"
  case inputNotData = "I009"
  case outputUnwritable = "I010"
  case outputWrite = "I011"
  case outputPublish = "I012"
  case outputReaderGone = "I013"

  // Limits
  case recordTooLong = "L001"
  case tooManyFields = "L002"
  case tooDeep = "L003"
  case tooManyKeys = "L004"
  case timeExceeded = "L005"
  case decompressedTooLarge = "L006"
  case ratioTooHigh = "L007"
  case memoryExceeded = "L008"

  // Rejected records
  case tooManyErrors = "R001"
  case replayRefused = "R002"
  case replayStillWrong = "R003"

  case internalError = "X070"
  case ledgerUnbalanced = "X071"

  /// The documented exit code of a run that ends with this error.
  public var exitCode: Int32 {
    switch rawValue.first {
    case "U": 2
    case "K": 1
    case "Q", "N", "A", "P", "S", "B", "M": 3
    case "I": rawValue >= "I010" ? 5 : 4
    case "R": 6
    case "L": 7
    case "X": 70
    default: 4
    }
  }
}
