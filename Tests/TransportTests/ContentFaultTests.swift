import SMTP
import Testing
import Transport

@Suite("Octets that are to be sent as a message")
struct ContentFaultTests {
    private static func fault(_ text: String, _ body: BodyType = .sevenBit) -> ContentFault? {
        do {
            _ = try OutgoingMessage(from: nil, to: [], octets: Array(text.utf8), body: body)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "A line end that servers may take for another, or not for one, is refused",
        arguments: [
            ("a\nb\r\n", 1), ("a\rb\r\n", 1), ("a\r\r\n", 1), ("a\r\n\n.\r\n", 3), ("\n", 0), ("a\r\nb\r", 4),
        ])
    func lineEnds(_ text: String, _ offset: Int) {
        #expect(Self.fault(text) == .bareLineEnd(offset: offset))
    }

    @Test("What is not said of the octets is refused with its place")
    func promises() {
        #expect(Self.fault("") == .unendedLine)
        #expect(Self.fault("a") == .unendedLine)
        #expect(Self.fault("a\r\nb") == .unendedLine)
        #expect(Self.fault("a\0\r\n") == .octet(0, offset: 1))
        #expect(Self.fault("é\r\n") == .octet(0xC3, offset: 0))
        let long = String(repeating: "x", count: 999) + "\r\n"
        #expect(Self.fault("a\r\n" + long) == .lineTooLong(offset: 3))
    }

    @Test("Canonical lines go, octets over 127 where that is said, and anything in binary messages")
    func messages() {
        #expect(Self.fault("Subject: x\r\n\r\n.\r\n" + String(repeating: "x", count: 998) + "\r\n") == nil)
        #expect(Self.fault("é\r\n", .eightBitMIME) == nil)
        #expect(Self.fault("\n\0\r", .binaryMIME) == nil)
    }
}
