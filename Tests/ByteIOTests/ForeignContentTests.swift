import ByteIO
import Diagnostics
import Testing

/// What is no table of text is called by its name; tables that begin alike are left alone.
@Suite struct ForeignContentTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var path = "x.csv"
    var code: DiagnosticCode?
    var message = ""
    var help = ""
    var testDescription: String { name }
  }

  /// A local file header with the name of a member.
  static func zip(_ member: String, _ content: String = "") -> [UInt8] {
    [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22) + [UInt8(member.utf8.count), 0, 0, 0] + Array(member.utf8)
      + Array(content.utf8)
  }

  static let cases: [Case] = [
    Case(
      name: "zstd", bytes: [0x28, 0xB5, 0x2F, 0xFD, 4], path: "a.csv.zst", code: .inputCompressed,
      message: "a.csv.zst is compressed with zstd, which weir does not read",
      help: "zstd -dc a.csv.zst | weir convert -f csv"),
    Case(
      name: "xz from a pipe", bytes: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], path: "-", code: .inputCompressed,
      message: "standard input is compressed with xz, which weir does not read",
      help: "decompress it first: ... | xz -dc | weir convert -f csv"),
    Case(
      name: "bzip2", bytes: Array("BZh91AY&SY".utf8), path: "it's.bz2", code: .inputCompressed,
      message: "it's.bz2 is compressed with bzip2, which weir does not read",
      help: #"bzip2 -dc 'it'\''s.bz2' | weir convert -f csv"#),
    Case(
      name: "compress", bytes: [0x1F, 0x9D, 0x90], code: .inputCompressed,
      message: "x.csv is compressed with compress, which weir does not read",
      help: "gzip -dc x.csv | weir convert -f csv"),
    Case(
      name: "zip", bytes: zip("data.csv"), path: "x.zip", code: .inputCompressed,
      message: "x.zip is a zip archive, which weir does not read",
      help: "unzip -p x.zip data.csv | weir convert -f csv"),
    Case(
      name: "a workbook", bytes: zip("[Content_Types].xml"), path: "x.txt", code: .inputNotData,
      message: "x.txt is an Excel workbook or another Office file (xlsx), not csv"),
    Case(
      name: "OpenDocument", bytes: zip("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
      code: .inputNotData, message: "x.csv is an OpenDocument file, not csv"),
    Case(
      name: "xls", bytes: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], code: .inputNotData,
      message: "x.csv is an Excel workbook (xls), not csv"),
    Case(
      name: "PDF", bytes: Array("%PDF-1.7".utf8), code: .inputNotData, message: "x.csv is a PDF document, not csv"),
    Case(
      name: "tar", bytes: Array("a.csv".utf8) + [UInt8](repeating: 0, count: 252) + Array("ustar".utf8),
      path: "x.tar", code: .inputCompressed, message: "x.tar is a tar archive, which weir does not read",
      help: "tar -xOf x.tar a.csv | weir convert -f csv"),
    Case(
      name: "HTML", bytes: Array("\u{FEFF}\n <!DOCTYPE HTML>\n<title>\n Not  found </title>".utf8), code: .inputNotData,
      message: "x.csv is an HTML page, not csv"),
    Case(
      name: "XML", bytes: Array("<?xml version=\"1.0\"?><Error>".utf8), code: .inputNotData,
      message: "x.csv is an XML document, not csv"),
    Case(name: "nothing", bytes: []),
    Case(name: "CSV that begins with BZh", bytes: Array("BZh9,name\n1,2\n".utf8)),
    Case(name: "CSV that begins with PK", bytes: Array("PK,name\n1,2\n".utf8)),
    Case(name: "CSV that begins with PAR1", bytes: Array("PAR1,name\n1,2\n".utf8)),
    Case(name: "CSV with markup in a field", bytes: Array("<b>name</b>,x\n1,2\n".utf8)),
    Case(name: "JSON", bytes: Array("{\"html\":\"<html>\"}".utf8)),
  ]

  @Test(arguments: cases) func recognises(_ item: Case) {
    let found = ForeignContent.recognise(item.bytes.span)?.diagnostic(path: item.path, format: "csv")
    #expect(found?.code == item.code)
    #expect(found?.message ?? "" == item.message)
    if !item.help.isEmpty { #expect(found?.help == [item.help]) }
  }

  @Test func saysTheTitleOfAPage() {
    let page = Array("<html><head><title>\n 404  Not Found\n</title>".utf8)
    let found = ForeignContent.recognise(page.span)?.diagnostic(path: "trees.json", format: "json")
    #expect(found?.notes == ["its title is '404 Not Found'"])
  }
}
