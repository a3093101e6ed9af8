import Cryptography
import NIOCore
import NIOPosix
import SMTP

/// Opens connections to one relay and puts a conversation on each.
package struct Connector: Sendable {
    package let address: RelayAddress
    /// How a session on a connection is to behave; an empty client name stands for the connection's own address.
    package let configuration: SessionConfiguration
    /// The proxy that connections are made by; nil for none.
    package var proxyAddress: ProxyAddress? { proxy?.address }
    private let tls: TLSContext?
    private let tokens: (any TokenSource)?
    private let dialing: Dialer.Settings
    private let proxy: Proxy?
    /// One for all connections, which are asked for the same salt.
    private let salter = PasswordSalter()

    /// - Parameters:
    ///   - trust: whom to trust, and what to show; whether it verifies is the address's to say.
    ///   - tokens: gives each connection its credentials in place of the configuration's.
    ///   - source: the address of this machine to connect from; nil for the system's choice.
    ///   - proxy: makes the connections, and looks the host up; nil for none.
    ///   - resolver: finds the addresses of the host, or of the proxy.
    ///   - connectTimeout: for looking up and connecting together; the greeting has its own (`Patience`).
    ///   - attemptDelay: between the beginnings of two attempts (RFC 8305 §5).
    /// - Throws: `TLSFault` when the trust store, the CA file or the client certificate cannot be read.
    package init(
        to address: RelayAddress, configuration: SessionConfiguration,
        trust: TLSClientSettings = TLSClientSettings(), tokens: (any TokenSource)? = nil,
        source: SourceAddress? = nil, proxy: Proxy? = nil, resolver: any NameResolver = SystemResolver(),
        connectTimeout: TimeAmount = .seconds(30), attemptDelay: TimeAmount = .milliseconds(250)
    ) throws(TLSFault) {
        self.address = address
        self.configuration = configuration
        dialing = Dialer.Settings(
            resolver: RememberingResolver(resolver), source: source, timeout: connectTimeout,
            attemptDelay: attemptDelay)
        self.tokens = tokens
        self.proxy = proxy
        var trust = trust
        trust.verifies = address.protection != .opportunistic
        tls = address.protection == .none ? nil : try TLSContext(client: trust)
    }

    /// What a connection is made for.
    package enum Errand: Equatable, Sendable {
        /// To find out whether the relay discards refused chunks; see `DiscardProof`.
        case discardProof
        case messages(RelayFacts)
    }

    /// Connects; names are resolved off the event loops, both address families are tried (RFC 8305).
    ///
    /// Called on `loop`.
    package func connect(
        on loop: any EventLoop, for errand: Errand, supplier: NIOLoopBound<any MessageSupplier>
    ) -> EventLoopFuture<NIOLoopBound<ConversationHandler>> {
        guard let tokens else { return connect(on: loop, for: errand, supplier: supplier, watch: nil) }
        return tokens.token(on: loop).flatMapErrorThrowing { throw NoToken(cause: $0) }.flatMap { token in
            connect(
                on: loop, for: errand, supplier: supplier, watch: TokenWatch(source: tokens, token: token))
        }
    }

    private func connect(
        on loop: any EventLoop, for errand: Errand, supplier: NIOLoopBound<any MessageSupplier>,
        watch: TokenWatch?
    ) -> EventLoopFuture<NIOLoopBound<ConversationHandler>> {
        let promise = loop.makePromise(of: NIOLoopBound<ConversationHandler>.self)
        open(on: loop)
            .flatMap { channel in
                do {
                    return loop.makeSucceededFuture(
                        try converse(on: channel, for: errand, loop: loop, supplier: supplier, watch: watch))
                } catch {
                    // It may be closed already, which is no reason.
                    return channel.close().recover { _ in }.flatMapThrowing { throw error }
                }
            }
            .cascade(to: promise)
        return promise.futureResult
    }

    private func open(on loop: any EventLoop) -> EventLoopFuture<any Channel> {
        guard let path = address.socketPath else {
            return proxy?.connect(to: address.host, port: address.port, on: loop, settings: dialing)
                ?? Dialer.connect(to: address.host, port: address.port, on: loop, settings: dialing)
        }
        return ClientBootstrap(group: loop)
            .connectTimeout(dialing.timeout)
            // Nothing is read before the handlers that understand it are in place.
            .channelOption(ChannelOptions.autoRead, value: false)
            .connect(unixDomainSocketPath: path)
    }

    private func converse(
        on channel: any Channel, for errand: Errand, loop: any EventLoop,
        supplier: NIOLoopBound<any MessageSupplier>, watch: TokenWatch?
    ) throws -> NIOLoopBound<ConversationHandler> {
        var configuration = configuration
        configuration.dialect = address.isLMTP ? .lmtp : .smtp
        if configuration.clientName.isEmpty {
            configuration.clientName = Self.literal(of: channel.localAddress)
        }
        if let watch { configuration.credentials = watch.token.credentials }
        // 18 octets are 24 characters of Base64, none of them padding or a comma.
        if configuration.credentials != nil {
            configuration.nonce = Base64.encode(try SecureRandom.octets(18))
        }
        switch errand {
        case .discardProof: configuration.purpose = .discardProof
        case .messages(let facts): facts.apply(to: &configuration)
        }
        let pipeline = channel.pipeline.syncOperations
        // A proxy's handler stands before it still; it changes nothing that is written, and has had its own answers.
        var outlet = Outlet.socket
        if address.protection == .implicit {
            let tls = try makeTLSHandler()
            try pipeline.addHandler(tls)
            // Its handshake may have found the connection gone, and nobody tells those who come later.
            guard channel.isActive else { throw ChannelError.ioOnClosedChannel }
            outlet = .tls(tls)
        }
        let handler = ConversationHandler(
            session: Session(configuration), supplier: supplier.value, tokenWatch: watch, salter: salter,
            outlet: outlet, makeTLS: makeTLSHandler)
        try pipeline.addHandler(handler)
        if proxy == nil {
            try channel.syncOptions?.setOption(ChannelOptions.autoRead, value: true)
        } else {
            // What the relay has said by now may end the conversation, which the caller has to know by then.
            loop.execute { Proxy.release(channel) }
        }
        return NIOLoopBound(handler, eventLoop: loop)
    }

    /// What EHLO says when no name is known: the address the relay sees us come from (RFC 5321 §4.1.4).
    private static func literal(of address: SocketAddress?) -> [UInt8] {
        Array((address?.ipAddress ?? "127.0.0.1").utf8.prefix { $0 != UInt8(ascii: "%") })
    }

    private var makeTLSHandler: @Sendable () throws -> TLSHandler {
        { [tls, host = address.host] in
            guard let tls else { throw ChannelError.operationUnsupported }
            return TLSHandler(try TLSEngine(tls, serverName: host))
        }
    }
}
