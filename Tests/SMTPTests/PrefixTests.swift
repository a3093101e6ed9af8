import SMTP
import Testing
import TranscriptCorpus

/// Every transcript, cut off after every octet of the server.
@Suite("A connection may end after any octet")
struct PrefixTests {
    @Test(
        "Each message offered gets one verdict, in doubt exactly when its end was written and unanswered",
        arguments: TranscriptFiles.names)
    func everyPrefix(name: String) throws {
        let transcript = try Transcript(TranscriptFiles.text(name))
        let total = transcript.steps.reduce(0) { sum, step in
            if case .octets(let octets) = step.stimulus { sum + octets.count + 1 } else { sum + 1 }
        }
        for cut in 0...total { check(transcript, cut: cut) }
    }

    private func check(_ transcript: Transcript, cut: Int) {
        var session = Session(transcript.configuration)
        var budget = cut
        var actions: [Session.Action] = []
        var offered: Set<UInt64> = []
        var written: Set<UInt64> = []
        for step in transcript.steps where budget > 0 {
            budget -= 1
            switch step.stimulus {
            case .event(let event):
                if case .offer(let transaction) = event { offered.insert(transaction.id) }
                if case .contentWritten(let id) = event { written.insert(id) }
                session.handle(event, appendingTo: &actions)
            case .octets(let octets):
                session.receive(Array(octets.prefix(budget)), appendingTo: &actions)
                budget -= min(budget, octets.count)
            case .salted:
                for case .saltPassword(let salting) in actions {
                    session.handle(.passwordSalted(salting.perform()), appendingTo: &actions)
                }
            }
        }
        let before = actions.count
        session.handle(.connectionLost, appendingTo: &actions)
        let finished = actions.compactMap { action -> UInt64? in
            if case .finish(let id, _) = action { id } else { nil }
        }
        #expect(finished.count == offered.count && Set(finished) == offered, "cut \(cut)")
        let ends = actions.filter { if case .end = $0 { true } else { false } }
        #expect(ends.count == 1 && ends.first == actions.last, "cut \(cut)")
        for action in actions[before...] {
            switch action {
            case .finish(let id, .inDoubt): #expect(written.contains(id), "cut \(cut)")
            case .finish(let id, .notSent(let reason)):
                switch reason {
                // The server said so; it processed nothing behind that.
                case .closing, .resetRefused: break
                case .notStarted, .draining, .connectionLost, .deadlinePassed, .protocolFault, .neverReady:
                    #expect(!written.contains(id), "cut \(cut)")
                }
            case .finish(_, .accepted), .finish(_, .partlyAccepted), .send, .sendSecret, .sendContent,
                .startTLS, .saltPassword:
                Issue.record("\(action) after the loss, cut \(cut)")
            case .finish, .ready, .end: break
            }
        }
    }
}
