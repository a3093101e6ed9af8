import Cryptography
import NIOCore
import NIOPosix
import SMTP
import Transport

/// One conversation with a relay that sends nothing: greeting to AUTH, the discard proof, QUIT.
package enum RelayProbe {
    /// What was seen, also of a relay that did not let us in.
    package struct Findings: Sendable {
        package fileprivate(set) var capabilities = Capabilities.none
        /// TLS version and cipher, and the certificates.
        package fileprivate(set) var tls: TLS?
        /// Nil when the conversation did not get that far.
        package fileprivate(set) var proof: DiscardProof?
        package fileprivate(set) var roundTrip: TimeAmount?
        package fileprivate(set) var transcript: [TranscriptLine] = []
        /// Why it ended early; nil when all went well.
        package fileprivate(set) var failure: ConversationEnd?
        /// What is known of the relay now, earlier runs included.
        package fileprivate(set) var knowledge: RelayKnowledge

        package struct TLS: Sendable {
            package let version: String
            package let cipher: String
            package let certificates: [CertificateSummary]
        }

        /// The flight that messages would go by.
        package var flight: Flight {
            min(
                Flight(capabilities, discardsRefusedChunks: knowledge.proof == .discards), knowledge.flight)
        }
    }

    /// - Parameter seconds: now, since 1970.
    package static func run(
        _ connector: Connector, knowledge: RelayKnowledge, on group: MultiThreadedEventLoopGroup,
        at seconds: Int64
    ) async throws -> Findings {
        let loop = group.next()
        return try await loop.flatSubmit {
            let promise = loop.makePromise(of: Findings.self)
            let visitor = Visitor(Findings(knowledge: knowledge), seconds: seconds, promise: promise)
            let supplier = NIOLoopBound<any MessageSupplier>(visitor, eventLoop: loop)
            let bound = NIOLoopBound(visitor, eventLoop: loop)
            connector.connect(on: loop, for: .discardProof, supplier: supplier).whenFailure { error in
                bound.value.fail(ConversationEnd(error))
            }
            return promise.futureResult
        }.get()
    }

    /// Looks, and has no message.
    private final class Visitor: MessageSupplier {
        private var findings: Findings
        private let seconds: Int64
        private let promise: EventLoopPromise<Findings>

        init(_ findings: Findings, seconds: Int64, promise: EventLoopPromise<Findings>) {
            self.findings = findings
            self.seconds = seconds
            self.promise = promise
        }

        var keepsTranscript: Bool { true }
        func transcribed(_ lines: [TranscriptLine]) { findings.transcript += lines }
        func nextMessage() -> OutgoingMessage? { nil }
        func conversationReady(_ capabilities: Capabilities) {}
        func finished(_ id: UInt64, _ verdict: Verdict) {}
        func turnEnded() {}

        func conversationSecured(by tls: TLSDescription) {
            findings.tls = Findings.TLS(
                version: tls.version, cipher: tls.cipher, certificates: tls.certificates())
        }

        func fail(_ end: ConversationEnd) {
            findings.failure = end
            promise.succeed(findings)
        }

        func conversationEnded(_ end: ConversationEnd, _ figures: ConversationFigures) {
            findings.capabilities = figures.session.capabilities
            findings.roundTrip = figures.roundTrip
            if case .session(.proof(let proof)) = end {
                findings.proof = proof
            } else {
                findings.failure = end
            }
            findings.knowledge.learn(figures, proof: findings.proof, isLost: end.isUnannounced, at: seconds)
            promise.succeed(findings)
        }
    }
}
