import Answers
import TestKit

/// Pipeline files.
struct PipelineSubject: Subject {
  let name = "pipeline"
  let seeds: [[UInt8]] = PipelineSeeds.all.map { Array($0.utf8) }

  func answer(_ variant: Variant, _ bytes: [UInt8], _ random: inout SeededRandom) -> Answer {
    PipelineAnswer.answer(bytes)
  }
}
