import Bytes
import Testing

@testable import Pipelines

/// How `dist` is spelled: metres to the millimetre.
@Suite struct DistanceColumnTests {
  @Test(arguments: [
    (0.0, "0"), (0.0004, "0"), (0.0005, "0.001"), (1, "1"), (1.5, "1.5"), (1.05, "1.05"), (1.005, "1.005"),
    (999.9996, "1000"),
    (20_015_114.442, "20015114.442"), (12.03, "12.03"), (0.1, "0.1"),
  ]) func spelling(_ metres: Double, _ expected: String) {
    var text = ByteBuilder(capacity: 16)
    DistanceColumn.append(metres, to: &text)
    #expect(String(decoding: text.bytes, as: UTF8.self) == expected)
  }
}
