/// The one user of a rehearsal server, for AUTH PLAIN and AUTH LOGIN (RFC 4954, RFC 4616).
package struct SinkAuthentication: Sendable {
    package var user: [UInt8]
    package var password: [UInt8]
    /// Whether MAIL is refused with 530 before a successful AUTH.
    package var isRequired: Bool
    /// Whether AUTH is offered on a connection without TLS, where the password can be read on the way.
    package var isAllowedInClear: Bool

    package init(user: [UInt8], password: [UInt8], isRequired: Bool = true, isAllowedInClear: Bool = false) {
        self.user = user
        self.password = password
        self.isRequired = isRequired
        self.isAllowedInClear = isAllowedInClear
    }

    /// Whether these are the user and the password; the time taken does not tell how much of them was right.
    func accepts(user: some Collection<UInt8>, password: some Collection<UInt8>) -> Bool {
        let isUser = Self.areEqual(user, self.user)
        let isPassword = Self.areEqual(password, self.password)
        return isUser && isPassword
    }

    private static func areEqual(_ given: some Collection<UInt8>, _ expected: [UInt8]) -> Bool {
        var difference: UInt8 = given.count == expected.count ? 0 : 1
        for (one, other) in zip(given, expected) { difference |= one ^ other }
        return difference == 0
    }
}
