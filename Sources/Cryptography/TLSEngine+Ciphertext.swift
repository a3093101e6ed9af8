import COpenSSL

extension TLSEngine {
    /// How many octets wait for the socket.
    package var ciphertextCount: Int {
        BIO_ctrl_pending(outgoing)
    }

    /// Moves the octets for the socket to the end of `ciphertext`.
    package func takeCiphertext(appendingTo ciphertext: inout [UInt8]) {
        let pending = ciphertextCount
        guard pending > 0 else { return }
        ciphertext.append(addingCapacity: pending) { span in
            span.withUnsafeMutableBufferPointer { octets, count in
                _ = BIO_read_ex(outgoing, octets.baseAddress, pending, &count)
            }
        }
    }

    /// Moves octets for the socket into `ciphertext`, as many as it has room for; ``ciphertextCount`` says
    /// how much room all of them need.
    package func takeCiphertext(into ciphertext: inout OutputRawSpan) {
        let room = ciphertext.freeCapacity
        guard room > 0 else { return }
        ciphertext.withUnsafeMutableBytes { octets, count in
            var taken = 0
            let free = octets.baseAddress.map { $0 + count }
            _ = BIO_read_ex(outgoing, free, room, &taken)
            count += taken
        }
    }
}
