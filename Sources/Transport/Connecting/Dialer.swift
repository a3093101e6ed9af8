import Glibc
import NIOCore

/// Makes one TCP connection to a host: looks its name up, races its addresses, has an end.
///
/// Does what an ``AddressRace`` says. Lives on the connection's event loop.
final class Dialer {
    /// How connections are made.
    struct Settings: Sendable {
        var resolver: any NameResolver = SystemResolver()
        var source: SourceAddress?
        /// For looking up and connecting together.
        var timeout: TimeAmount = .seconds(30)
        /// Between two attempts (RFC 8305 §5, Connection Attempt Delay).
        var attemptDelay: TimeAmount = .milliseconds(250)
        /// Nil for the system's.
        var sockets: (any SocketOpening)?
    }

    private let host: String
    private let loop: any EventLoop
    private let settings: Settings
    private let sockets: any SocketOpening
    private let promise: EventLoopPromise<any Channel>
    private var race = AddressRace(count: 0)
    private var addresses: [SocketAddress] = []
    private var channels: [Int: any Channel] = [:]
    private var failures: [NetworkFault.Attempt] = []
    private var isOver = false
    private var alarm: Scheduled<Void>?

    private init(host: String, loop: any EventLoop, settings: Settings) {
        self.host = host
        self.loop = loop
        self.settings = settings
        // Its own alarm is the race's business; the sockets' only has to ring later.
        sockets =
            settings.sockets
            ?? SystemSockets(source: settings.source, timeout: settings.timeout + .seconds(1))
        promise = loop.makePromise()
    }

    /// A connection on which nothing is read yet, or a ``NetworkFault``.
    ///
    /// Called on `loop`.
    static func connect(
        to host: String, port: Int, on loop: any EventLoop, settings: Settings
    ) -> EventLoopFuture<any Channel> {
        let dialer = Dialer(host: host, loop: loop, settings: settings)
        let bound = NIOLoopBound(dialer, eventLoop: loop)
        dialer.alarm = loop.scheduleTask(in: settings.timeout) { bound.value.timeIsUp() }
        settings.resolver.addresses(of: host, port: port, on: loop).hop(to: loop).whenComplete { result in
            bound.value.resolved(result)
        }
        return dialer.promise.futureResult
    }

    private func resolved(_ result: Result<[SocketAddress], any Error>) {
        guard !isOver else { return }
        switch result {
        case .failure(let error):
            fail(error as? NetworkFault ?? NetworkFault(error))
        case .success(let found):
            addresses = found.interleaved
            guard !addresses.isEmpty else { return fail(.unknownHost(host)) }
            if let source = settings.source {
                addresses.removeAll { $0.protocol != source.socketAddress?.protocol }
                guard !addresses.isEmpty else {
                    return fail(.otherFamily(host: host, source: source.text))
                }
            }
            race = AddressRace(count: addresses.count)
            perform(.start)
        }
    }

    private func timeIsUp() {
        guard !isOver else { return }
        guard !addresses.isEmpty else { return fail(.lookupFailed(host)) }
        for place in channels.keys.sorted() {
            failures.append(.init(address: addresses[place].digits, cause: .timedOut))
        }
        perform(.deadlinePassed)
    }

    private func perform(_ event: AddressRace.Event) {
        for action in race.handle(event) {
            switch action {
            case .attempt(let place): attempt(place)
            case .wait(let place): wait(for: place)
            case .giveUp(let place): channels.removeValue(forKey: place)?.close(promise: nil)
            case .win(let place): win(place)
            case .lose: lose()
            }
        }
    }

    private func wait(for place: Int) {
        let bound = NIOLoopBound(self, eventLoop: loop)
        loop.scheduleTask(in: settings.attemptDelay) { bound.value.perform(.waited(for: place)) }
    }

    private func attempt(_ place: Int) {
        let bound = NIOLoopBound(self, eventLoop: loop)
        sockets.open(addresses[place], on: loop) { bound.value.channels[place] = $0 }
            .whenComplete { result in bound.value.attempted(place, result) }
    }

    private func attempted(_ place: Int, _ result: Result<any Channel, any Error>) {
        switch result {
        case .success(let channel):
            channels[place] = channel
            perform(.connected(place))
        case .failure(let error):
            channels[place] = nil
            guard !isOver else { return }
            failures.append(.init(address: addresses[place].digits, cause: cause(of: error)))
            perform(.failed(place))
        }
    }

    private func cause(of error: any Error) -> NetworkFault {
        let fault = NetworkFault(error)
        // What bind(2) says, and connect(2) does not.
        if let source = settings.source, fault == .system(EADDRNOTAVAIL) { return .notOurs(source.text) }
        return fault
    }

    private func win(_ place: Int) {
        guard let channel = channels.removeValue(forKey: place) else { return lose() }
        end()
        promise.succeed(channel)
    }

    private func lose() {
        if let single = failures.first, failures.allSatisfy({ $0.cause == single.cause }), failures.count == 1
        {
            return fail(single.cause)
        }
        fail(.allFailed(failures))
    }

    private func fail(_ fault: NetworkFault) {
        guard !isOver else { return }
        end()
        promise.fail(fault)
    }

    private func end() {
        isOver = true
        alarm?.cancel()
        alarm = nil
    }
}

extension SocketAddress {
    /// The IP address alone.
    var digits: String { ipAddress ?? description }
}
