/// A query, a record, and whether the one matches the other. Run by the tests, printed by `weir help query`.
package struct QueryExample: Sendable, Equatable {
  package var query: String
  /// A JSON object.
  package var record: String
  package var matches: Bool

  init(_ query: String, _ record: String, _ matches: Bool) {
    self.query = query
    self.record = record
    self.matches = matches
  }
}

/// A construct of the language with what it means and examples of it.
package struct QueryConstruct: Sendable, Equatable {
  /// As it is written: `field > value`.
  package var form: String
  package var summary: String
  package var examples: [QueryExample]
}

/// Every construct of the query language, in the order `weir help query` shows them. Adding one is adding an entry here.
package enum OperatorRegistry {
  package static let all: [QueryConstruct] = [
    QueryConstruct(
      form: "word", summary: "Some field holds a token that begins with the word; case and accents do not count.",
      examples: [
        QueryExample("film", #"{"title":"Filmography of Varda"}"#, true),
        QueryExample("arret", #"{"name":"ARRÊT Opéra"}"#, true),
        QueryExample("75015", #"{"name":"Mairie","postcode":75015}"#, true),
        QueryExample("rue", #"{"name":"Verrue"}"#, false),
        QueryExample("name", #"{"name":"Paris"}"#, false),
      ]),
    QueryConstruct(
      form: "Jean-C",
      summary: "A word is split where a token ends; every part must stand in the record, the last one as a prefix.",
      examples: [
        QueryExample("Jean-C", #"{"first":"Jean-Charles"}"#, true),
        QueryExample("Jean-C", #"{"first":"Jean Paul"}"#, false),
        QueryExample("l'eau", #"{"place":"Quai de l’Eau"}"#, true),
      ]),
    QueryConstruct(
      form: "\"a phrase\"", summary: "Some field holds these whole tokens in this order, with nothing between them.",
      examples: [
        QueryExample("\"film\"", #"{"title":"films"}"#, false),
        QueryExample("\"notre dame\"", #"{"name":"Cathédrale Notre-Dame"}"#, true),
        QueryExample("\"dame notre\"", #"{"name":"Cathédrale Notre-Dame"}"#, false),
        QueryExample("“notre dame”", #"{"a":"notre","b":"dame"}"#, false),
        QueryExample("\"notre dame", #"{"name":"Notre Dame"}"#, true),
      ]),
    QueryConstruct(
      form: "field:value",
      summary:
        "Two numbers are equal as numbers; otherwise the value holds every token of the literal, as whole tokens. "
        + "= and == mean the same.",
      examples: [
        QueryExample("country:fr", #"{"country":"FR"}"#, true),
        QueryExample("title:paris", #"{"title":"Un été à Paris"}"#, true),
        QueryExample("title:pari", #"{"title":"Un été à Paris"}"#, false),
        QueryExample("price = 10", #"{"price":10.0}"#, true),
        QueryExample("price == 1000", #"{"price":1e3}"#, true),
        QueryExample("code:75", #"{"code":"075"}"#, false),
        QueryExample("street:\"du bac\"", #"{"street":"12 rue du Bac"}"#, true),
        QueryExample("street:\"bac du\"", #"{"street":"12 rue du Bac"}"#, false),
        QueryExample("\"Country Code\":FR", #"{"Country Code":"FR"}"#, true),
      ]),
    QueryConstruct(
      form: "field > value",
      summary: "Also <, >= and <=. With a number: exact, and only numbers match. With text: folded text by code point.",
      examples: [
        QueryExample("population >= 100000", #"{"population":100000}"#, true),
        QueryExample("population > 100000", #"{"population":"100000"}"#, false),
        QueryExample("x > 0.1", #"{"x":0.10000000000000000000001}"#, true),
        QueryExample("population > 5", #"{"population":"unknown"}"#, false),
        QueryExample("name < m", #"{"name":"Émile"}"#, true),
      ]),
    QueryConstruct(
      form: "field:[a TO b]",
      summary: "Between two bounds, both included; * is an open end. ]a TO b[ excludes them. [a..b] is the same.",
      examples: [
        QueryExample("age:[18 TO 65]", #"{"age":65}"#, true),
        QueryExample("age:[18 TO 65[", #"{"age":65}"#, false),
        QueryExample("age:]18..*]", #"{"age":18}"#, false),
        QueryExample("age:[* TO *]", #"{"age":null}"#, false),
        QueryExample("name:[a TO c]", #"{"name":"Berlin"}"#, true),
      ]),
    QueryConstruct(
      form: "field <= 2016/09",
      summary:
        "A year, a month or a day stands for the whole of it, from its first moment to its last, in the zone of "
        + "--timezone. Values that are dates compare as dates; a value without a time is the start of its day.",
      examples: [
        QueryExample("day <= 2016/09", #"{"day":"2016-09-30"}"#, true),
        QueryExample("day > 2016/09", #"{"day":"2016-09-30"}"#, false),
        QueryExample("day:2016-9-30", #"{"day":"2016-09-30T14:00:00Z"}"#, true),
        QueryExample("day:[1950 TO 2000]", #"{"day":"2000-12-31"}"#, true),
        QueryExample("day < \"2016-09-30T12:00:00+02:00\"", #"{"day":"2016-09-30T10:00:00Z"}"#, false),
        QueryExample("day < 0001", #"{"day":"-0044-03-15"}"#, true),
        QueryExample("day >= 2016-09", #"{"day":"soon"}"#, false),
      ]),
    QueryConstruct(
      form: "a AND b", summary: "Both. Two conditions side by side mean the same. Binds tighter than OR.",
      examples: [
        QueryExample("43 w pender", #"{"address":"435 W PENDER ST"}"#, true),
        QueryExample("43 w pender", #"{"address":"43 E PENDER ST"}"#, false),
        QueryExample("film OR trees AND paris", #"{"title":"film"}"#, true),
      ]),
    QueryConstruct(
      form: "a OR b",
      summary: "One of them, or both. AND, OR and NOT are written in capitals; in small letters they are words.",
      examples: [
        QueryExample("(film OR trees) AND paris", #"{"title":"film"}"#, false),
        QueryExample("country:FR OR country:BE", #"{"country":"BE"}"#, true),
      ]),
    QueryConstruct(
      form: "NOT a", summary: "The condition does not hold; a missing or null value holds none. Binds tightest.",
      examples: [
        QueryExample("NOT anonymous explore", #"{"action":"explore","user":"ana"}"#, true),
        QueryExample("NOT age > 5", #"{"name":"x","age":null}"#, true),
        QueryExample("NOT (a:1 OR b:1)", #"{"a":0,"b":1}"#, false),
      ]),
    QueryConstruct(
      form: "https://… 12:30", summary: "name:// and digits:digits are words, not a field and its value.",
      examples: [
        QueryExample("https://example.org", #"{"link":"see https://example.org/x"}"#, true),
        QueryExample("12:30", #"{"opens":"at 12:30"}"#, true),
      ]),
  ]
}
