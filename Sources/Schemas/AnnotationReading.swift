import Records

/// Reads the `annotations` of a field in an Opendatasoft schema, `[{"name": "multivalued", "args": [","]}]`, as far as
/// they say what its values are. Every other annotation is none of weir's business.
enum AnnotationReading {
  static func structure(_ field: PlacedValue, _ reading: inout DescriptorReading) -> FieldStructure {
    var structure = FieldStructure()
    for annotation in reading.array(field, "annotations") ?? [] {
      guard annotation.kind == .object, let name = reading.string(annotation, "name") else { continue }
      let argument = reading.strings(annotation, "args", mayBeOne: true)?.first
      switch name {
      case "multivalued": structure.listSeparator = Array((argument ?? ";").utf8)
      case "hierarchical": structure.pathSeparator = Array((argument ?? "/").utf8)
      case "timeserie_precision":
        switch argument {
        case "year": structure.finestDate = .year
        case "month": structure.finestDate = .month
        // Finer ones: facets end at the day.
        default: break
        }
      default: break
      }
    }
    return structure
  }
}
