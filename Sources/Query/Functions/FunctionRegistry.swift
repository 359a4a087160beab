/// Every function of the language, in the order help shows them. Adding one is adding its file and an entry here.
package enum FunctionRegistry {
  package static let all: [QueryFunction] = [
    .now, .null, .exact, .startsWith, .search, .refine, .distance, .polygon, .box, .geometry, .attribute,
  ]

  package static func function(named name: String) -> QueryFunction? { all.first { $0.name == name } }
  static let names = all.map(\.name)
}
