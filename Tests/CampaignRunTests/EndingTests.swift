import Cryptography
import Glibc
import NIOCore
import SMTP
import Testing
import Transport

@testable import CampaignRun

@Suite("What the end of a connection means for the next")
struct EndingTests {
    private static let later = Reply(code: 454, text: "4.7.0 later")
    private static let never = Reply(code: 535, text: "5.7.8 no")

    @Test(
        "AUTH that is refused for now is tried again after a pause, one that is refused for good never",
        arguments: [
            (SessionEnd.authenticationDeferred(EndingTests.later), Schedule.Ending.transient),
            (.tokenExpired(EndingTests.never), .transient),
            (.authenticationRefused(EndingTests.never), .permanent),
            (.authenticationUnavailable(offered: ["PLAIN"]), .permanent),
            (.authenticationNeedsTLS, .permanent),
            (.authenticationFault(.serverNotProven), .permanent),
            (.authenticationRequired(EndingTests.never), .permanent),
        ])
    func authentication(_ end: SessionEnd, _ ending: Schedule.Ending) {
        #expect(ConversationEnd.session(end).ending == ending)
    }

    @Test("A relay without the TLS that is required, or with octets behind STARTTLS, is not tried again")
    func tls() {
        for end in [
            SessionEnd.startTLSNotOffered, .startTLSRefused(Self.never), .octetsBehindStartTLS,
            .helloUnknown(Self.never), .startTLSGarbled(.bareCarriageReturn),
        ] {
            #expect(ConversationEnd.session(end).ending == .permanent)
        }
        #expect(ConversationEnd.session(.startTLSRefused(Self.later)).ending == .transient)
        #expect(ConversationEnd.tls(.notTLS).ending == .permanent)
        #expect(ConversationEnd.tls(.alert(code: 48, name: "unknown_ca")).ending == .permanent)
    }

    @Test("Octets that TLS finds damaged, and a server's internal error, may be better on another connection")
    func passingTLSFaults() {
        for fault in [
            TLSFault.violation(reason: "bad record"), .alert(code: 80, name: "internal_error"), .notOpen,
        ] {
            #expect(ConversationEnd.tls(fault).ending == .transient)
        }
    }

    @Test("A connection that is reset went without a word, as one that is closed")
    func unannounced() {
        let reset = ConversationEnd(IOError(errnoCode: ECONNRESET, reason: "read"))
        #expect(reset.isUnannounced && reset.ending == .transient)
        #expect(ConversationEnd.session(.connectionLost).isUnannounced)
        #expect(ConversationEnd.tls(.violation(reason: "bad record")).isUnannounced)
        #expect(!ConversationEnd.session(.serviceClosing(Reply(code: 421))).isUnannounced)
    }

    @Test("What we asked for is no fault of the relay")
    func drained() {
        #expect(ConversationEnd.session(.drained).ending == .drained)
        #expect(ConversationEnd.session(.messageLimit(accepted: 1)).ending == .planned)
    }

    @Test("Closed, lost, silent or out of step: another connection may do better")
    func connection() {
        for end in [
            SessionEnd.serviceClosing(Reply(code: 421)), .connectionLost, .deadlinePassed, .noGreeting,
            .protocolFault(.unexpectedOctets), .greetingRefused(Reply(code: 450)),
        ] {
            #expect(ConversationEnd.session(end).ending == .transient)
        }
        #expect(ConversationEnd.session(.greetingRefused(Reply(code: 554))).ending == .permanent)
    }
}
