import Foundation

/// Ports of this machine.
package enum Loopback {
    /// A TCP port of 127.0.0.1 on which nothing listens, for a server that is started more than once.
    ///
    /// From below those that the system gives away to whoever connects somewhere, so that nobody else has it between two
    /// starts. nil when there is none.
    package static func freePort() -> Int? {
        (20_000..<32_000).shuffled().first { isFree(UInt16($0)) }
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
