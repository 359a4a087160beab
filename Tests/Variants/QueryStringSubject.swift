import Answers
import TestKit

/// Opendatasoft query strings and portal URLs.
struct QueryStringSubject: Subject {
  let name = "query string"
  let seeds: [[UInt8]] = [
    "q=population+%3E%3D+1000&q.a=%C3%A9t%C3%A9&fields=name,population&rows=10&start=5&format=csv&csv_separator=%09",
    "https://me:pw@data.example.org/api/records/1.0/search/?dataset=a&q=paris&rows=-1&apikey=SECRET&lang=fr",
    "/explore/dataset/a/download/?format=geojsonp&callback=f&pretty_print&use_labels_for_header=true&timezone=UTC",
    "?q=(a+OR+%22b%20c%22)+AND+NOT+name:x&fields=%F0%9F%98%80,b%2Cc&disjunctive.b&refine.b=c&sort=-d&x=y;z",
  ].map { Array($0.utf8) }

  func answer(_ variant: Variant, _ bytes: [UInt8], _ random: inout SeededRandom) -> Answer {
    QueryStringAnswer.answer(bytes)
  }
}
