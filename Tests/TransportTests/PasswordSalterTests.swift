import Foundation
import NIOPosix
import SMTP
import Synchronization
import Testing
import TranscriptCorpus
import Transport

/// A server may ask for seconds of work before it lets anybody in.
@Suite("Salting passwords")
struct PasswordSalterTests {
    private static func scram() throws -> String { try TranscriptFiles.text("auth-scram.smtp") }

    @Test(
        "While one connection's password is salted, another one of the same loop sends its message and is done"
    )
    func proceeds() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        let other = DispatchSemaphore(value: 0)
        // Without an end to the wait, work on the loop would hang the test instead of failing it.
        let salter = PasswordSalter { salting in
            beginning.yield()
            return other.wait(timeout: .now() + 240) == .success ? salting.perform() : nil
        }
        async let slow: Void = SocketReplay.play(Self.scram(), on: loop, salter: salter)
        for await _ in begun { break }
        try await SocketReplay.play(TranscriptFiles.text("overlapped-postfix.smtp"), on: loop)
        other.signal()
        try await slow
    }

    @Test("Connections of all loops that are asked for the same pay for it once")
    func once() async throws {
        let count = Mutex(0)
        let salter = PasswordSalter { salting in
            count.withLock { $0 += 1 }
            return salting.perform()
        }
        let text = try Self.scram()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { try await SocketReplay.play(text, salter: salter) } }
            try await group.waitForAll()
        }
        try await SocketReplay.play(text, salter: salter)
        #expect(count.withLock { $0 } == 1)
    }

    @Test("Work that cannot be done ends the authentication, with nothing sent")
    func impossible() async throws {
        let text = try Self.scram()
        let start = text.prefix(upTo: try #require(text.firstRange(of: "salted\n")).lowerBound)
        try await SocketReplay.play(
            start + "C! *\nS: 501 cancelled\nC: QUIT\nS: 221 bye\n"
                + #"end authenticationFault(SMTP.AuthenticationFault.unavailable(mechanism: "SCRAM-SHA-1"))"#,
            salter: PasswordSalter { _ in nil })
    }
}
