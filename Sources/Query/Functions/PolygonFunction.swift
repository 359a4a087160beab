import Diagnostics

extension QueryFunction {
  static let polygon = QueryFunction(
    "polygon", fields: .optional, literals: ["\"(lat,lon),(lat,lon),…\""],
    summary: "The place is inside the polygon, or on its border.", examples: [],
    role: .condition { binder, call in
      binder.report(.queryNotSupported, "#polygon is not supported in this version", call.call.nameRange)
      return .always
    })
}
