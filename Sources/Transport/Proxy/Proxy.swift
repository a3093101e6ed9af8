import NIOCore

/// A proxy and what opens it; connections to the relay are made by it.
///
/// It looks the relay's name up itself. Printing one shows no password.
package struct Proxy: Sendable {
    package let address: ProxyAddress
    private let password: [UInt8]

    /// - Parameter password: goes with the address's user, at most 255 octets (RFC 1929 §2); nil when it is longer.
    package init?(_ address: ProxyAddress, password: [UInt8] = []) {
        guard password.count <= 255 else { return nil }
        self.address = address
        self.password = password
    }

    /// A connection by way of the proxy; what the relay says is kept until ``release(_:)``.
    ///
    /// Called on `loop`. The future fails with a ``NetworkFault``. The settings' time is given to reaching the proxy,
    /// and once more to all of its answers together.
    func connect(
        to host: String, port: Int, on loop: any EventLoop, settings: Dialer.Settings
    ) -> EventLoopFuture<any Channel> {
        // No name is longer (RFC 1035 §2.3.4), and SOCKS has one octet for its length.
        guard host.utf8.count <= 255 else { return loop.makeFailedFuture(NetworkFault.unknownHost(host)) }
        let place = address.place
        return Dialer.connect(to: address.host, port: address.port, on: loop, settings: settings)
            .flatMapErrorThrowing { throw NetworkFault.proxy(place, .unreachable(NetworkFault($0))) }
            .flatMap { channel in
                let answered = loop.makePromise(of: Void.self)
                do {
                    let handler = ProxyHandler(
                        handshake(to: host, port: port), timeout: settings.timeout, answered: answered)
                    try channel.pipeline.syncOperations.addHandler(handler)
                    try channel.syncOptions?.setOption(ChannelOptions.autoRead, value: true)
                } catch {
                    answered.fail(ProxyFault.closed)
                }
                return answered.futureResult.map { channel }.flatMapErrorThrowing { error in
                    throw NetworkFault.proxy(place, error as? ProxyFault ?? .closed)
                }
            }
    }

    /// Lets what the relay has said already, and everything after it, go to the handlers that were added since.
    static func release(_ channel: any Channel) {
        let pipeline = channel.pipeline.syncOperations
        guard let context = try? pipeline.context(handlerType: ProxyHandler.self) else { return }
        pipeline.removeHandler(context: context, promise: nil)
    }

    private func handshake(to host: String, port: Int) -> any ProxyHandshake {
        switch address.kind {
        case .socks:
            SocksHandshake(to: host, port: port, user: address.user, password: password)
        case .connect:
            ConnectHandshake(to: host, port: port, user: address.user, password: password)
        }
    }
}

extension Proxy: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "Proxy(\(address.place))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
