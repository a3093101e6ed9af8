import COpenSSL

/// Octets nobody can guess, from OpenSSL's generator.
package enum SecureRandom {
    /// - Parameter count: how many; none for 0 or less.
    /// - Throws: `CryptographyFault.noRandomness`; nothing weaker is ever given instead.
    package static func octets(_ count: Int) throws(CryptographyFault) -> [UInt8] {
        guard count > 0 else { return [] }
        ErrorQueue.clear()
        var octets = [UInt8](repeating: 0, count: count)
        let isFilled = octets.withUnsafeMutableBytes { RAND_bytes_ex(nil, $0.baseAddress, $0.count, 0) == 1 }
        guard isFilled else { throw .noRandomness(reason: ErrorQueue.reason()) }
        return octets
    }
}
