import Testing

@testable import Cryptography

@Suite("A signing key")
struct SigningKeyTests {
    /// RFC 8032 §7.1, test 2: a message of one octet.
    private static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7
        -----END PRIVATE KEY-----
        """

    @Test("of the Ed25519 kind signs as RFC 8032 says, and its public half verifies that and nothing else")
    func rfc8032() throws {
        let key = try PrivateKey(pem: Array(Self.ed25519.utf8))
        #expect(
            key.publicKey.dkimOctets.hexadecimal
                == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
        let signature = try key.sign(digest: [0x72])
        #expect(
            signature.hexadecimal == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
        #expect(key.publicKey.verifies(signature, of: [0x72]))
        #expect(!key.publicKey.verifies(signature, of: [0x73]))
        for index in signature.indices {
            var damaged = signature
            damaged[index] ^= 1
            #expect(!key.publicKey.verifies(damaged, of: [0x72]))
        }
        #expect(!key.publicKey.verifies([], of: [0x72]))
    }

    @Test("signs on many threads at once, each time the same")
    func threads() async throws {
        let folder = try TestCertificates.shared()
        try OpenSSLCommand(folder: folder.folder)(
            "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "signing.key")
        let rsa = try PrivateKey(pem: Array(TestFile.read(folder.path("signing.key")).utf8))
        for key in [rsa, try PrivateKey(pem: Array(Self.ed25519.utf8))] {
            let digest = SHA256.digest(of: [1, 2, 3])
            let expected = try key.sign(digest: digest)
            #expect(key.publicKey.verifies(expected, of: digest))
            try await withThrowingTaskGroup(of: Bool.self) { tasks in
                for _ in 0..<8 {
                    tasks.addTask {
                        for _ in 0..<100 where try key.sign(digest: digest) != expected { return false }
                        return true
                    }
                }
                for try await isSame in tasks { #expect(isSame) }
            }
        }
    }

    @Test("that is locked, of another kind or damaged is told apart")
    func faults() throws {
        let folder = try TestCertificates.shared()
        func fault(_ name: String) throws -> KeyFault? {
            let pem = Array(try TestFile.read(folder.path(name)).utf8)
            do {
                _ = try PrivateKey(pem: pem)
                return nil
            } catch {
                return error
            }
        }
        #expect(try fault("leaf.key") == .unsupportedKind("EC"))
        #expect(try fault("small.key") == .tooShort(bits: 1024, least: 2048))
        #expect(try fault("locked.key") == .encrypted)
        for pem in ["", "x", Self.ed25519.replacing("MC4", with: "MC5"), "-----BEGIN PRIVATE KEY-----\n"] {
            #expect {
                _ = try PrivateKey(pem: Array(pem.utf8))
            } throws: {
                if case .noPrivateKey = $0 as? KeyFault { true } else { false }
            }
        }
    }

    @Test("signs digests of the right size only, when it is RSA; public keys of any octets are refused")
    func malformed() throws {
        for octets in [[], [0x30], [UInt8](repeating: 0x30, count: 300)] as [[UInt8]] {
            #expect(throws: KeyFault.self) { try PublicKey(subjectPublicKeyInfo: octets) }
            #expect(throws: KeyFault.self) { try PublicKey(rsaPublicKey: octets) }
            #expect(throws: KeyFault.self) { try PublicKey(ed25519: octets) }
        }
        let key = try PrivateKey(pem: Array(Self.ed25519.utf8)).publicKey
        let copy = try PublicKey(subjectPublicKeyInfo: key.subjectPublicKeyInfo)
        #expect(copy.dkimOctets == key.dkimOctets)
        #expect(throws: KeyFault.self) { try PublicKey(subjectPublicKeyInfo: key.subjectPublicKeyInfo + [0]) }
    }

    @Test("with its certificate makes CMS signatures, EC too, that hold for their content alone")
    func cms() throws {
        let folder = try TestCertificates.shared()
        try OpenSSLCommand(folder: folder.folder)(
            "req", "-x509", "-config", "tests.cnf", "-extensions", "no_names", "-days", "30", "-subj",
            "/CN=Ada/emailAddress=ada@example.org", "-key", "leaf.key", "-out", "mail.pem")
        func octets(_ name: String) throws -> [UInt8] { Array(try TestFile.read(folder.path(name)).utf8) }
        let signer = try CMSSigner(certificates: octets("mail.pem"), key: octets("leaf.key"))
        #expect(signer.addresses == ["ada@example.org"])
        #expect(!signer.isDeterministic)
        let content = Array("Content-Type: text/plain\r\n\r\nhello\r\n".utf8)
        let signature = try signer.sign(content, at: 1_795_466_469)
        #expect(signer.verifies(signature, of: content))
        #expect(!signer.verifies(signature, of: content + [0x0D, 0x0A]))
        #expect(!signer.verifies([], of: content))
        #expect(!signer.verifies(Array(signature.dropLast(8)), of: content))
        for (certificate, key, fault) in [
            ("mail.pem", "root.key", KeyFault.mismatch), ("client-only.pem", "leaf.key", .wrongPurpose),
            ("mail.pem", "small.key", .tooShort(bits: 1024, least: 2048)),
            ("mail.pem", "locked.key", .encrypted),
        ] {
            #expect(throws: fault) { try CMSSigner(certificates: octets(certificate), key: octets(key)) }
        }
        #expect {
            _ = try CMSSigner(certificates: octets("expired.pem"), key: octets("leaf.key"))
        } throws: {
            if case .expired = $0 as? KeyFault { true } else { false }
        }
    }
}
