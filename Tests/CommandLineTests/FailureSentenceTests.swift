import CampaignRun
import SMTP
import Testing
import Transport

@testable import merganser

/// What is said of failures that take minutes to come about, or a server that is hard to play.
@Suite("Sentences for failures that no quick test brings about")
struct FailureSentenceTests {
    private static let reply = Reply(code: 250, text: "2.0.0 taken")

    @Test(
        "The end of a conversation has its reason and its exit status",
        arguments: [
            (.deadlinePassed, "the relay did not answer in time; resume later", 69),
            (.refusedEarly(reply), "before all of it was written: “250 2.0.0 taken”", 69),
            (
                .protocolFault(.unexpectedOctets), "the relay wrote when it had nothing to say",
                69
            ),
            (
                .protocolFault(.acceptedOutOfTurn(reply)),
                "accepted a message at a moment when it could not know it: “250 2.0.0 taken”",
                69
            ),
            (
                .protocolFault(.cannotAbandonData),
                "asked for a message that must not be sent; the connection was closed instead",
                69
            ),
            (
                .authenticationFault(.unavailable(mechanism: "CRAM-MD5")),
                "OpenSSL here does not offer what CRAM-MD5 needs; --auth chooses another mechanism",
                77
            ),
            (.authenticationRequired(reply), "use --username and --password-file", 77),
        ] as [(SessionEnd, String, Int32)])
    func ends(_ end: SessionEnd, _ said: String, _ status: Int32) {
        #expect(end.sentence.contains(said), "\(end.sentence)")
        #expect(end.exitStatus.rawValue == status)
    }

    @Test(
        "A relay that was not reached is told of with what can be done",
        arguments: [
            (.timedOut, "no connection within the time allowed; check host and port, and that no firewall"),
            (.vanishedHost("mx.example"), "says now that no host is called mx.example, and knew it before"),
            (.allFailed([]), "no address was reached within the time allowed"),
        ] as [(NetworkFault, String)])
    func network(_ fault: NetworkFault, _ said: String) {
        let end = ConversationEnd.network(fault)
        #expect(end.reason.contains(said), "\(end.reason)")
        #expect(end.exitStatus.rawValue == 69)
    }

    @Test(
        "A row that was given up, or is in doubt, has its reason",
        arguments: [
            (
                RowWording().sentence(for: NotSentReason.deadlinePassed),
                "the relay did not answer in time; the message was not out"
            ),
            (
                RowWording().sentence(for: NotSentReason.closing(reply)),
                "the relay was closing its service: “250 2.0.0 taken”"
            ),
            (
                RowWording().sentence(for: NotSentReason.resetRefused(reply)),
                "the relay refused RSET: “250 2.0.0 taken”"
            ),
            (
                RowWording().sentence(for: InDoubtReason.deadlinePassed),
                "the whole message was out and the relay did not answer in time"
            ),
        ])
    func rows(_ sentence: String, _ said: String) {
        #expect(sentence.hasSuffix(said), "\(sentence)")
    }
}
