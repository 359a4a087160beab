import Diagnostics

extension QueryFunction {
  static let distance = QueryFunction(
    "distance", fields: .optional, literals: ["\"lat,lon\"", "metres"],
    summary: "The place is at most so many metres away.", examples: [],
    role: .condition { binder, call in
      binder.report(.queryNotSupported, "#distance is not supported in this version", call.call.nameRange)
      return .always
    })
}
