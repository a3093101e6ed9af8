import Glibc

@testable import Cryptography

/// Certificates of every kind, made once per run in a temporary folder by the `openssl` command line.
struct TestCertificates: Sendable {
    /// One certificate to be made.
    private struct Order {
        var name: String
        var extensions: String
        var subject = "/CN=merganser test"
        var request = "leaf"
        var issuer = "root"
        var from = "20200101000000Z"
        var until = "20991231235959Z"
        var digest = "sha256"
    }

    /// Made at the first use; a missing command line fails every test that wants one.
    private static let made = Result { try TestCertificates() }

    static func shared() throws -> TestCertificates {
        try made.get()
    }

    let folder: String

    /// The path of one of the files.
    func path(_ name: String) -> String {
        folder + "/" + name
    }

    /// A server's settings with the certificate `name`.
    func server(_ name: String, key: String = "leaf.key") -> TLSServerSettings {
        TLSServerSettings(certificateFile: path(name + ".pem"), keyFile: path(key))
    }

    /// A client that trusts the test root, or another file.
    func client(trusting caFile: String = "root.pem") throws -> TLSContext {
        try TLSContext(client: TLSClientSettings(caFile: path(caFile)))
    }

    private init() throws {
        var template = Array("/tmp/merganser-certificates-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw OpenSSLCommand.Failure(description: "cannot make a temporary folder")
        }
        folder = template.withUnsafeBufferPointer {
            String(decoding: $0.map(UInt8.init).dropLast(), as: UTF8.self)
        }
        do {
            try fill()
        } catch {
            Self.remove(folder)
            throw error
        }
        atexit { if let made = try? TestCertificates.made.get() { TestCertificates.remove(made.folder) } }
    }

    private func fill() throws {
        try writeConfiguration()
        try makeKeysAndRoots()
        for order in Self.orders { try issue(order) }
        for (leaf, intermediate, chain) in Self.chains {
            let both = try TestFile.read(path(leaf + ".pem")) + TestFile.read(path(intermediate + ".pem"))
            try TestFile.write(both, to: path(chain + ".pem"))
        }
        try TestFile.write("this is no certificate\n", to: path("garbage.pem"))
    }

    private static let orders = [
        Order(name: "good", extensions: "names"),
        Order(name: "expired", extensions: "names", until: "20200201000000Z"),
        Order(name: "future", extensions: "names", from: "20900101000000Z"),
        Order(name: "unknown", extensions: "names", issuer: "stranger"),
        Order(name: "sha1", extensions: "names", digest: "sha1"),
        Order(name: "small", extensions: "names", request: "small"),
        Order(name: "client-only", extensions: "client_only"),
        Order(name: "partial-wildcard", extensions: "partial_wildcard"),
        Order(name: "wildcard", extensions: "wildcard"),
        Order(name: "common-name", extensions: "no_names", subject: "/CN=mail.example.org"),
        Order(name: "address", extensions: "address"),
        Order(name: "address-as-name", extensions: "address_as_name"),
        Order(name: "intermediate", extensions: "issuing", subject: "/CN=test intermediate"),
        Order(name: "leaf-only", extensions: "names", issuer: "intermediate"),
        Order(
            name: "old-intermediate", extensions: "issuing", subject: "/CN=old intermediate",
            until: "20200201000000Z"),
        Order(name: "below-old", extensions: "names", issuer: "old-intermediate"),
        Order(name: "client-issuer", extensions: "client_issuing", subject: "/CN=client issuer"),
        Order(name: "below-client-issuer", extensions: "names", issuer: "client-issuer"),
        Order(
            name: "sha1-intermediate", extensions: "issuing", subject: "/CN=weak intermediate", digest: "sha1"
        ),
        Order(name: "below-sha1", extensions: "names", issuer: "sha1-intermediate"),
    ]

    private static let chains = [
        ("leaf-only", "intermediate", "chain"), ("below-old", "old-intermediate", "chain-old"),
        ("below-client-issuer", "client-issuer", "chain-client"),
        ("below-sha1", "sha1-intermediate", "chain-sha1"),
    ]

    private func writeConfiguration() throws {
        try TestFile.write("", to: path("index.txt"))
        let configuration = """
            [req]
            distinguished_name = dn
            prompt = no
            [dn]
            CN = merganser test
            [ca]
            default_ca = tests
            [tests]
            database = index.txt
            new_certs_dir = .
            unique_subject = no
            rand_serial = yes
            policy = policy
            [policy]
            commonName = supplied
            [root]
            basicConstraints = critical, CA:TRUE
            keyUsage = critical, keyCertSign
            subjectKeyIdentifier = hash
            [issuing]
            basicConstraints = critical, CA:TRUE
            keyUsage = critical, keyCertSign
            [client_issuing]
            basicConstraints = critical, CA:TRUE
            keyUsage = critical, keyCertSign
            extendedKeyUsage = clientAuth
            [namesake]
            basicConstraints = critical, CA:TRUE
            keyUsage = critical, keyCertSign
            subjectKeyIdentifier = none
            [names]
            basicConstraints = critical, CA:FALSE
            subjectAltName = DNS:mail.example.org, DNS:smtp.example.org
            extendedKeyUsage = serverAuth
            [client_only]
            subjectAltName = DNS:mail.example.org
            extendedKeyUsage = clientAuth
            [partial_wildcard]
            subjectAltName = DNS:m*.example.org
            [wildcard]
            subjectAltName = DNS:*.example.org
            [no_names]
            basicConstraints = critical, CA:FALSE
            [address]
            subjectAltName = IP:192.0.2.7, IP:2001:db8::7
            [address_as_name]
            subjectAltName = DNS:192.0.2.7
            """
        try TestFile.write(configuration, to: path("tests.cnf"))
    }

    private func makeKeysAndRoots() throws {
        let openssl = OpenSSLCommand(folder: folder)
        for key in ["root", "leaf", "stranger"] {
            try openssl(
                "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key + ".key")
        }
        try openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-out", "small.key")
        try openssl("pkey", "-in", "leaf.key", "-aes128", "-passout", "pass:secret", "-out", "locked.key")
        for request in ["leaf", "small"] {
            try openssl(
                "req", "-new", "-config", "tests.cnf", "-key", request + ".key", "-out", request + ".csr")
        }
        for (root, subject) in [("root", "/CN=test root"), ("stranger", "/CN=stranger root")] {
            try openssl(
                "req", "-x509", "-config", "tests.cnf", "-extensions", "root", "-days", "3650",
                "-subj", subject, "-key", root + ".key", "-out", root + ".pem")
        }
        // The name of the root, the key of another: what is left when a private CA was made anew. With a key
        // identifier in it, it would not even be tried.
        try openssl(
            "req", "-x509", "-config", "tests.cnf", "-extensions", "namesake", "-days", "3650",
            "-subj", "/CN=test root", "-key", "stranger.key", "-out", "namesake.pem")
        try openssl(
            "req", "-x509", "-config", "tests.cnf", "-extensions", "names", "-days", "3650",
            "-subj", "/CN=lone", "-key", "leaf.key", "-out", "self-signed.pem")
    }

    private func issue(_ order: Order) throws {
        let issuerKey = ["root", "stranger"].contains(order.issuer) ? order.issuer : "leaf"
        try OpenSSLCommand(folder: folder)(
            "ca", "-batch", "-notext", "-config", "tests.cnf", "-extfile", "tests.cnf", "-rand_serial",
            "-preserveDN", "-extensions", order.extensions, "-subj", order.subject, "-md", order.digest,
            "-startdate", order.from, "-enddate", order.until, "-cert", order.issuer + ".pem",
            "-keyfile", issuerKey + ".key", "-in", order.request + ".csr", "-out", order.name + ".pem")
    }

    private static func remove(_ folder: String) {
        guard let entries = opendir(folder) else { return }
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { name in
                String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
            }
            unlink(folder + "/" + name)
        }
        closedir(entries)
        rmdir(folder)
    }
}
