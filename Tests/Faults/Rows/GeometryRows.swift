/// F-GEO: geometry that is broken, degenerate or enormous.
let geometryRows: [FaultRow] =
  [
    ("a ring that is not closed", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1]]]}"),
    ("a ring of two points", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0,0]]]}"),
    ("a position of one number", "{\"type\":\"Point\",\"coordinates\":[1]}"),
  ].map { name, geometry in
    FaultRow(
      id: "F-GEO-1", name: "\(name) leaves as it came", files: ["in/a.geojson": .text(feature(geometry))],
      run: "weir convert in/a.geojson -t geojson --antimeridian cut", prints: .containing([geometry]))
  }
  + [
    ("a position of words", "{\"type\":\"Point\",\"coordinates\":[\"a\",\"b\"]}"),
    ("an unknown type", "{\"type\":\"Blob\",\"coordinates\":[1,2]}"), ("no coordinates", "{\"type\":\"Point\"}"),
  ].map { name, geometry in
    FaultRow(
      id: "F-GEO-1", name: name, files: ["in/a.geojson": .text(feature(geometry))],
      run: "weir convert in/a.geojson -t geojson --antimeridian cut -o out/final.geojson", exit: 4,
      says: ["error[G002]"])
  }
  + [
    FaultRow(
      id: "F-GEO-1", name: "no geometry", files: ["in/a.geojson": .text(feature("null"))],
      run: "weir convert in/a.geojson -t jsonl",
      prints: .containing(["\"geometry\":null"])),
    FaultRow(
      id: "F-GEO-1", name: "NaN is no number",
      files: ["in/a.geojson": .text(feature("{\"type\":\"Point\",\"coordinates\":[NaN,1]}"))],
      run: "weir convert in/a.geojson -o out/final.csv", exit: 4, says: ["error["]),
    FaultRow(
      id: "F-GEO-1", name: "longitudes and latitudes beyond all maps",
      files: ["in/a.csv": .text("lat,lon\n1e308,1e308\n91,0\n-90,180\n")],
      run: "weir convert in/a.csv --geo lat=lat,lon=lon -o out/final.geojson", exit: 4, says: ["error[G012]"]),
    FaultRow(
      id: "F-GEO-1", name: "the antimeridian, the poles, and no area at all",
      files: [
        "in/a.geojson": .text(
          feature("{\"type\":\"Polygon\",\"coordinates\":[[[179,0],[-179,0],[-179,90],[179,90],[179,0]]]}"))
      ],
      run:
        "weir convert in/a.geojson -t geojson --antimeridian cut | grep -c -i -E 'nan|inf'; test ${PIPESTATUS[0]} = 0",
      prints: .exactly("0\n")),
    FaultRow(
      id: "F-GEO-1", name: "collections in collections",
      files: [
        "in/a.geojson": .made {
          Array(
            feature(
              String(repeating: "{\"type\":\"GeometryCollection\",\"geometries\":[", count: 20_000)
                + String(repeating: "]}", count: 20_000)
            ).utf8)
        }
      ], run: "ulimit -s 256; weir convert in/a.geojson -o out/final.csv", exit: 7, says: ["error[L003]"], peakMiB: 64),
    FaultRow(
      id: "F-GEO-1", name: "coordinates 100,000 deep",
      files: [
        "in/a.geojson": .made {
          Array(
            feature(
              "{\"type\":\"Polygon\",\"coordinates\":" + String(repeating: "[", count: 100_000)
                + String(repeating: "]", count: 100_000) + "}"
            ).utf8)
        }
      ], run: "ulimit -s 256; weir convert in/a.geojson -o out/final.csv", exit: 7, says: ["error[L003]"], peakMiB: 64),
    FaultRow(
      id: "F-GEO-1", name: "a ring of 300,000 points",
      files: [
        "in/a.geojson": .made {
          let points = (0..<300_000).map { "[\(Double($0 % 600) / 10),\(Double($0 / 600) / 10)]" }
          return Array(
            feature("{\"type\":\"Polygon\",\"coordinates\":[[" + points.joined(separator: ",") + ",[0.0,0.0]]]}").utf8)
        }
      ],
      run: "weir convert in/a.geojson -t geojson > log/x && weir convert log/x -f geojson -t geojson | cmp - log/x",
      peakMiB: 160),
    FaultRow(
      id: "F-GEO-2", name: "a polygon of 5,000 points in a query", files: ["in/a.csv": .text("lat,lon\n1,1\n")],
      run:
        "p=$(for i in {1..5000}; do printf '%d.%d %d,' $((i % 90)) $i $((i % 80)); done); weir convert in/a.csv --geo lat=lat,lon=lon -t jsonl -q \"intersects(geometry, geom'POLYGON((1.1 1,${p}1.1 1))')\" > log/x",
      exit: 3,
      says: ["error[Q0"], peakMiB: 64),
    FaultRow(
      id: "F-GEO-2", name: "a polygon beyond the longest query", files: ["in/a.csv": .text("lat,lon\n1,1\n")],
      run:
        "p=$(for i in {1..9000}; do printf '%d.%d %d,' $((i % 90)) $i $((i % 80)); done); weir convert in/a.csv --geo lat=lat,lon=lon -t jsonl -q \"intersects(geometry, geom'POLYGON((1.1 1,${p}1.1 1))')\" > log/x",
      exit: 3,
      says: ["error[Q004]"], peakMiB: 64),
  ]

private func feature(_ geometry: String) -> String {
  "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":\(geometry),\"properties\":{\"a\":1}}]}\n"
}
