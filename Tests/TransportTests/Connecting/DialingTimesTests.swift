import Glibc
import NIOCore
import NIOEmbedded
import Testing

@testable import Transport

/// Attempts that end when the test says so.
private final class HeldSockets: SocketOpening {
    struct Attempt {
        let address: String
        /// Since the loop began.
        let began: TimeAmount
        let channel: EmbeddedChannel
        let promise: EventLoopPromise<any Channel>
    }

    private let attempts: NIOLoopBoundBox<[Attempt]>
    var all: [Attempt] { attempts.value }

    init(_ loop: EmbeddedEventLoop) {
        attempts = NIOLoopBoundBox([], eventLoop: loop)
    }

    func open(
        _ address: SocketAddress, on loop: any EventLoop, began: @escaping @Sendable (any Channel) -> Void
    ) -> EventLoopFuture<any Channel> {
        let channel = EmbeddedChannel()
        began(channel)
        let promise = loop.makePromise(of: (any Channel).self)
        attempts.value.append(
            Attempt(
                address: address.digits, began: loop.now - NIODeadline.uptimeNanoseconds(0), channel: channel,
                promise: promise))
        return promise.futureResult
    }
}

private struct KnownAddresses: NameResolver {
    let digits: [String]
    var delay: TimeAmount = .zero

    func addresses(of host: String, port: Int, on loop: any EventLoop) -> EventLoopFuture<[SocketAddress]> {
        let promise = loop.makePromise(of: [SocketAddress].self)
        let answer = Result { try digits.map { try SocketAddress(ipAddress: $0, port: port) } }
        guard delay > .zero else {
            promise.completeWith(answer)
            return promise.futureResult
        }
        loop.scheduleTask(in: delay) { promise.completeWith(answer) }
        return promise.futureResult
    }
}

/// A loop whose clock the test moves, and what is dialled on it.
private struct Dialling {
    let loop = EmbeddedEventLoop()
    let sockets: HeldSockets
    private let outcome: NIOLoopBoundBox<Result<any Channel, any Error>?>

    init(_ digits: [String], lookup: TimeAmount = .zero) {
        sockets = HeldSockets(loop)
        let outcome = NIOLoopBoundBox<Result<any Channel, any Error>?>(nil, eventLoop: loop)
        self.outcome = outcome
        Dialer.connect(
            to: "mx.example", port: 25, on: loop,
            settings: Dialer.Settings(
                resolver: KnownAddresses(digits: digits, delay: lookup), sockets: sockets)
        ).whenComplete { outcome.value = $0 }
    }

    /// Addresses in the order of their attempts, with their time in milliseconds.
    var timetable: [String] {
        sockets.all.map { "\($0.address) at \($0.began.nanoseconds / 1_000_000)" }
    }

    var winner: (any Channel)? { try? outcome.value?.get() }

    var fault: NetworkFault? {
        guard case .failure(let error) = outcome.value else { return nil }
        return error as? NetworkFault
    }

    var isOver: Bool { outcome.value != nil }

    /// Lets the deadline pass and every attempt come to its end.
    func end() {
        loop.advanceTime(by: .minutes(2))
        for place in sockets.all.indices { fail(place, ECONNREFUSED) }
    }

    func fail(_ place: Int, _ code: Int32) {
        sockets.all[place].promise.fail(IOError(errnoCode: code, reason: "connect"))
    }
}

@Suite("When addresses are tried (RFC 8305)")
struct DialingTimesTests {
    @Test(
        "Families take turns, a quarter of a second after one another, and the time of the lookup is not waited again"
    )
    func order() {
        let dialling = Dialling(

            ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"], lookup: .seconds(2))
        defer { dialling.end() }
        dialling.loop.advanceTime(by: .milliseconds(2249))
        #expect(dialling.timetable == ["2001:db8::1 at 2000"])
        dialling.loop.advanceTime(by: .seconds(5))
        #expect(
            dialling.timetable
                == [
                    "2001:db8::1 at 2000", "192.0.2.1 at 2250", "2001:db8::2 at 2500", "192.0.2.2 at 2750",
                ])
        #expect(!dialling.isOver)
    }

    @Test("The first to connect wins, the others are closed, and one that connects later is closed, too")
    func winner() {
        let dialling = Dialling(["192.0.2.1", "2001:db8::1"])
        defer { dialling.end() }
        dialling.loop.advanceTime(by: .milliseconds(250))
        let (first, second) = (dialling.sockets.all[0], dialling.sockets.all[1])
        second.promise.succeed(second.channel)
        #expect(dialling.winner === second.channel)
        #expect(throws: ChannelError.self) { try first.channel.finish() }
        let late = EmbeddedChannel(loop: dialling.loop)
        first.promise.succeed(late)
        #expect(dialling.winner === second.channel)
        #expect(throws: ChannelError.self) { try late.finish() }
        dialling.loop.advanceTime(by: .seconds(60))
        #expect(dialling.timetable.count == 2)
    }

    @Test("A refusal lets the next begin at once, and moves the one after it")
    func refusal() {
        let dialling = Dialling(["192.0.2.1", "192.0.2.2", "192.0.2.3"])
        defer { dialling.end() }
        dialling.loop.advanceTime(by: .milliseconds(100))
        dialling.fail(0, ECONNREFUSED)
        #expect(dialling.timetable == ["192.0.2.1 at 0", "192.0.2.2 at 100"])
        dialling.loop.advanceTime(by: .milliseconds(249))
        #expect(dialling.timetable.count == 2)
        dialling.loop.advanceTime(by: .milliseconds(1))
        #expect(dialling.timetable.last == "192.0.2.3 at 350")
    }

    @Test("After thirty seconds, the lookup included, each address is named with what became of it")
    func deadline() {
        let dialling = Dialling(["192.0.2.1", "2001:db8::1", "192.0.2.2"], lookup: .seconds(1))
        defer { dialling.end() }
        dialling.loop.advanceTime(by: .seconds(20))
        dialling.fail(1, ENETUNREACH)
        dialling.loop.advanceTime(by: .nanoseconds(9_999_999_999))
        #expect(!dialling.isOver)
        dialling.loop.advanceTime(by: .nanoseconds(1))
        #expect(
            dialling.fault
                == .allFailed([
                    .init(address: "192.0.2.1", cause: .system(ENETUNREACH)),
                    .init(address: "2001:db8::1", cause: .timedOut),
                    .init(address: "192.0.2.2", cause: .timedOut),
                ]))
        for attempt in [dialling.sockets.all[0], dialling.sockets.all[2]] {
            #expect(throws: ChannelError.self) { try attempt.channel.finish() }
        }
    }

    @Test("A lookup that takes thirty seconds leaves no time for any address")
    func slowLookup() {
        let dialling = Dialling(["192.0.2.1"], lookup: .seconds(31))
        defer { dialling.end() }
        dialling.loop.advanceTime(by: .seconds(30))
        #expect(dialling.fault == .lookupFailed("mx.example"))
        dialling.loop.advanceTime(by: .seconds(5))
        #expect(dialling.timetable.isEmpty)
    }
}
