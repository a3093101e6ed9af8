import Testing

@testable import Transport

@Suite("A proxy URL")
struct ProxyAddressTests {
    @Test(
        "says protocol, host, port and user",
        arguments: [
            ("socks5://proxy.example", ProxyAddress.Kind.socks, "proxy.example", 1080, nil as String?),
            ("SOCKS5h://127.0.0.1:9050/", .socks, "127.0.0.1", 9050, nil),
            ("http://[2001:db8::1]:3128", .connect, "2001:db8::1", 3128, nil),
            (
                "socks5://ada%40example.org@bücher.example:1", .socks, "xn--bcher-kva.example", 1,
                "ada@example.org"
            ),
            ("http://a@b@proxy.example:8080", .connect, "proxy.example", 8080, "a@b"),
        ])
    func parses(
        _ url: String, _ kind: ProxyAddress.Kind, _ host: String, _ port: Int, _ user: String?
    ) throws {
        let address = try ProxyAddress(parsing: url)
        #expect(address.kind == kind && address.host == host && address.port == port)
        #expect(address.user == user.map { Array($0.utf8) })
        #expect(!address.place.contains("@") && address.url == url)
    }

    @Test(
        "that does not fit is refused by the part that does not, and a password in it is not repeated",
        arguments: [
            ("proxy.example:1080", ProxyAddressFault.missingScheme),
            ("https://proxy.example:443", .unknownScheme),
            ("socks4://proxy.example", .unknownScheme),
            ("socks5://ada:secret@proxy.example", .password),
            ("socks5://@proxy.example", .malformedUser),
            ("socks5://%4@proxy.example", .malformedUser),
            ("socks5://a%0Ab@proxy.example", .malformedUser),
            ("http://a%3Ab@proxy.example:1", .malformedUser),
            ("socks5://" + String(repeating: "a", count: 256) + "@proxy.example", .malformedUser),
            ("http://proxy.example", .missingPort("proxy.example")),
            ("http://proxy.example:0", .malformedPlace("proxy.example:0")),
            ("socks5://::1", .malformedPlace("::1")),
            ("socks5://", .malformedPlace("")),
            ("socks5://proxy.example:1080/path", .malformedPlace("proxy.example:1080/path")),
        ])
    func refused(_ url: String, _ fault: ProxyAddressFault) {
        #expect(throws: fault) { try ProxyAddress(parsing: url) }
    }

    @Test("and a password never stand in what is printed of a proxy")
    func printed() throws {
        let proxy = try #require(
            Proxy(ProxyAddress(parsing: "socks5://ada@127.0.0.1"), password: Array("opensesame".utf8)))
        var dumped = ""
        dump(proxy, to: &dumped)
        for text in ["\(proxy)", String(reflecting: proxy), dumped] {
            #expect(!text.contains("opensesame") && !text.contains("111"))
        }
        #expect(
            try Proxy(ProxyAddress(parsing: "socks5://a@b"), password: .init(repeating: 1, count: 256)) == nil
        )
    }
}
