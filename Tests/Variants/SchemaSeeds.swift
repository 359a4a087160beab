/// Table Schemas that use each type and constraint, on the columns of the first table.
enum SchemaSeeds {
  static let all: [String] =
    [
      #"{"fields":[{"name":"id","type":"integer","constraints":{"required":true,"unique":true,"minimum":1,"maximum":5}},{"name":"name","type":"string","title":"Name","constraints":{"minLength":0,"maxLength":40}}],"primaryKey":"id","missingValues":["","NA"]}"#,
      #"{"fields":[{"name":"price","type":"number","decimalChar":".","groupChar":" ","bareNumber":false},{"name":"day","type":"date","format":"%Y-%m-%d","constraints":{"minimum":"1999-01-01"}}],"fieldsMatch":["subset"],"uniqueKeys":[["id","name"]]}"#,
      "{\n  \"fields\": [\n    {\"name\": \"id\", \"type\": \"boolean\", \"trueValues\": [\"1\", \"oui\"], \"falseValues\": [\"2\"]},\n    {\"name\": \"day\", \"type\": \"datetime\", \"format\": \"any\"}\n  ],\n  \"custom\": {\"deep\": [[[[1]]]], \"é\": \"\\u00e9\\ud83d\\ude00\"}\n}\n",
      #"{"fields":[{"name":"name","type":"string","constraints":{"pattern":"^([A-Za-zÀ-ÿ ,;\"\n]|[^a-c]+?(x|yz){2,3}|\\d\\w\\s\\.)*$"}},{"name":"id","type":"year"},{"name":"price","type":"yearmonth"}]}"#,
      #"{"fields":[{"name":"name","type":"string","format":"uuid"},{"name":"id","constraints":{"enum":["1","2","3","4","5"]}},{"name":"price","type":"any"},{"name":"day","type":"time","format":"%H:%M"}],"foreignKeys":[]}"#,
      #"{"fields":[{"name":"name","type":"geojson","format":"topojson"},{"name":"id","type":"geopoint","format":"array"},{"name":"day","type":"duration"},{"name":"price","type":"object"},{"name":"x","type":"list","itemType":"integer"}]}"#,
      #"{"fields":[]}"#, #"{"resources":[{"path":"a.csv","schema":{"fields":[{"name":"a"}]}}]}"#,
      #"{"fields":[{"name":"id"},{"name":"id"},{"name":""},{"type":"integer"},{"name":5},7,{"name":"n","type":"integr"},{"name":"p","constraints":{"minimum":"x","pattern":"(","enum":[],"minLength":-1}}],"primaryKey":["nope"],"fieldsMatch":"some"}"#,
      #"[{"fields":[{"name":"id","type":"integer"}]},"not a schema",null,true,1e5,-0.0,"\"\\\/\b\f\n\r\t"]"#,
    ]
    + (0..<10).map { number in
      let types = ["integer", "number", "string", "boolean", "date", "datetime", "time", "year", "geopoint", "array"]
      return """
        {
          "fields": [
            {"name": "id", "type": "integer", "constraints": {"maximum": \(number + 3), "required": \(number % 2 == 0)}},
            {"name": "name", "type": "string", "constraints": {"pattern": "[a-z]{\(number),}|\\\\p{L}+.*|x", "maxLength": 2\(number)}},
            {"name": "price", "type": "\(types[number])", "missingValues": ["-", "n/a"]}
          ],
          "missingValues": ["", {"value": "-", "label": "none"}],
          "uniqueKeys": [["name", "price"], ["id"]]
        }
        """
    }
}
