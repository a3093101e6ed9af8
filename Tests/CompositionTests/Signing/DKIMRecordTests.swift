import Cryptography
import Testing

@testable import Composition

@Suite("A DKIM key record")
struct DKIMRecordTests {
    private static func fault(_ text: String) throws -> DKIMRecordFault? {
        do {
            try DKIMRecord(Array(text.utf8)).compare(with: try TestKeys.ed25519.get().publicKey)
            return nil
        } catch let fault as DKIMRecordFault {
            return fault
        }
    }

    private static let key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

    @Test("is printed as RFC 8463 prints it, and is its key's own")
    func text() throws {
        for key in [try TestKeys.ed25519.get(), try TestKeys.rsa.get()] {
            let text = DKIMRecord.text(for: key.publicKey)
            try DKIMRecord(text).compare(with: key.publicKey)
        }
        let text = DKIMRecord.text(for: try TestKeys.ed25519.get().publicKey)
        #expect(String(decoding: text, as: UTF8.self) == "v=DKIM1; k=ed25519; p=\(Self.key)")
    }

    @Test(
        "is read as a text, as dig prints it, from a zone file, and as a public key",
        arguments: [
            "v=DKIM1; k=ed25519; p=\(key)", "v=DKIM1; k=ed25519; p=\(key);\n", "k=ed25519;p=\(key)",
            "\"v=DKIM1; k=ed25519; \" \"p=\(key)\"\n",
            "a._domainkey\tIN\tTXT\t( \"v=DKIM1\\; h=sha256\\; k=ed25519; \"\n\t \"p=\(key)\" )  ; -- key a",
            "v=DKIM1; k=ed25519; s=email:x; t=s; n=a note; p=11qYAYKxCrfVS/7T yWQHOg7hcvPa piMlrwIaaPcHURo=",
            """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
            -----END PUBLIC KEY-----
            """,
        ])
    func forms(text: String) throws {
        #expect(try Self.fault(text) == nil)
    }

    @Test(
        "that would not do is told apart",
        arguments: [
            ("", .notARecord), ("v=DKIM1; k=ed25519", .notARecord), ("hello", .notARecord),
            ("v=DKIM1; v=DKIM1; p=AA==", .notARecord), ("v=DKIM2; p=\(key)", .version),
            ("k=ed25519; v=DKIM1; p=\(key)", .version), ("v=DKIM1; k=ed25519; p=", .revoked),
            ("v=DKIM1; k=dsa; p=\(key)", .unknownKind("dsa")), ("v=DKIM1; p=\(key)", .malformedKey),
            ("v=DKIM1; k=ed25519; p=AAAA", .malformedKey), ("v=DKIM1; k=ed25519; p=*", .malformedKey),
            ("v=DKIM1; h=sha1; k=ed25519; p=\(key)", .hashNotAllowed),
            ("v=DKIM1; s=tlsrpt; k=ed25519; p=\(key)", .notForMail("tlsrpt")),
            ("v=DKIM1; k=ed25519; p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", .differs),
        ] as [(String, DKIMRecordFault)])
    func faults(text: String, fault: DKIMRecordFault) throws {
        #expect(try Self.fault(text) == fault)
    }

    @Test("of another kind is told by both kinds, and t=y is noticed")
    func kindAndTesting() throws {
        let rsa = String(decoding: DKIMRecord.text(for: try TestKeys.rsa.get().publicKey), as: UTF8.self)
        #expect(try Self.fault(rsa) == .wrongKind(record: .rsa, key: .ed25519))
        #expect(try DKIMRecord(Array("v=DKIM1; t=y:s; k=ed25519; p=\(Self.key)".utf8)).isTesting)
        #expect(try !DKIMRecord(Array(rsa.utf8)).isTesting)
    }
}
