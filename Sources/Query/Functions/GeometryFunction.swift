import Diagnostics

extension QueryFunction {
  static let geometry = QueryFunction(
    "geometry", fields: .one, literals: ["kind"],
    summary: "The value is a geometry of that kind: point, linestring, polygon, and so on.", examples: [],
    role: .condition { binder, call in
      binder.report(.queryNotSupported, "#geometry is not supported in this version", call.call.nameRange)
      return .always
    })
}
