import Answers
import ByteIO
import TestKit

/// Queries, pipeline files, schemas and compressed bytes.
package enum LanguageInputs {
  private static let table = Array(
    "id,name,price,day\n1,Zoë,12.50,2024-02-29\n2,\"a, b\",-0.0,1999-12-31\n3,,1e3,\n4,\"two\nlines\",007,x\n".utf8)

  package static func query(_ bytes: [UInt8]) throws -> String? {
    var random = Controls(bytes).random
    return try QueryAnswer(table).answer(bytes, &random).fault
  }

  package static func pipeline(_ bytes: [UInt8]) throws -> String? { PipelineAnswer.answer(bytes).fault }

  package static func queryString(_ bytes: [UInt8]) throws -> String? { QueryStringAnswer.answer(bytes).fault }

  package static func schema(_ bytes: [UInt8]) throws -> String? {
    var random = Controls(bytes).random
    return try SchemaAnswer(table).answer(bytes, &random).fault
  }

  package static func gzip(_ bytes: [UInt8]) throws -> String? {
    var random = Controls(bytes).random
    let whole = GzipAnswer.decode(bytes)
    if let fault = GzipAnswer.fault(bytes, whole, &random) { return fault }
    return whole.failure.flatMap { Answer([$0]).fault }
  }
}
