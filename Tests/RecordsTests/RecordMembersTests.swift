import Bytes
import Records
import Testing

@Suite struct RecordMembersTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    /// `key=value`, keys raw, `!` after a part that holds escapes.
    var members: [String]
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "empty", text: "{}", members: []),
    Case(name: "null", text: "null", members: []),
    Case(name: "nothing", text: "", members: []),
    Case(
      name: "scalars", text: #"{"a":1,"b":"x","c":null,"d":true}"#,
      members: ["a=1", #"b="x""#, "c=null", "d=true"]),
    Case(
      name: "white space", text: " \n{ \"a\" : 1.5e3 ,\t\"b\" :\r\n[ 1 , 2 ] } \n",
      members: ["a=1.5e3", "b=[ 1 , 2 ]"]),
    Case(
      name: "escapes", text: #"{"a\"":"x\\","b":"\"},{"}"#, members: [#"a\"!="x\\"!"#, #"b="\"},{"!"#]),
    Case(
      name: "nested", text: #"{"o":{"x":[{"y":"}]"}]},"z":[]}"#, members: [#"o={"x":[{"y":"}]"}]}"#, "z=[]"]),
    Case(name: "duplicate keys come twice", text: #"{"a":1,"a":2}"#, members: ["a=1", "a=2"]),
    Case(name: "cut off in a string", text: #"{"a":1,"b":"x"#, members: ["a=1", #"b="x"#]),
    Case(name: "cut off after a colon", text: #"{"a":"#, members: []),
  ]

  @Test(arguments: cases) func walks(_ test: Case) {
    let bytes = Array(test.text.utf8)
    var walker = MemberWalker(from: 0, to: bytes.count)
    var found: [String] = []
    while let member = walker.next(in: bytes.span) {
      let key = String(decoding: bytes[member.keyStart..<member.keyEnd], as: UTF8.self)
      let value = String(decoding: bytes[member.valueStart..<member.valueEnd], as: UTF8.self)
      found.append("\(key)\(member.keyHasEscape ? "!" : "")=\(value)\(member.valueHasEscape ? "!" : "")")
    }
    #expect(found == test.members)
    let after = walker.next(in: bytes.span)
    #expect(after == nil)
  }

  @Test func namesAreComparedUnescaped() {
    let bytes = Array(#"{"\u00e9t\u00e9":1}"#.utf8)
    var walker = MemberWalker(from: 0, to: bytes.count)
    var scratch = ByteBuilder()
    let member = walker.next(in: bytes.span)
    let isAccented = member?.isNamed(Array("été".utf8), in: bytes.span, scratch: &scratch)
    let isPlain = member?.isNamed(Array("ete".utf8), in: bytes.span, scratch: &scratch)
    #expect(isAccented == true)
    #expect(isPlain == false)
  }

  @Test func depthIsNotACall() {
    let depth = 200_000
    let text = #"{"a":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
    let bytes = Array(text.utf8)
    var walker = MemberWalker(from: 0, to: bytes.count)
    let member = walker.next(in: bytes.span)
    #expect(member?.valueEnd == bytes.count - 1)
  }
}
