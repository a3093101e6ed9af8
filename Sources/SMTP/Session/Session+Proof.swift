/// The session that finds out what the relay does with a refused chunk.
///
/// Two replies or three is the whole question, and silence is no answer: QUIT is said behind the two that must
/// come, and what stands before its 221 is counted.
extension Session {
    /// Whether replies count for the proof now: it was begun, and with it the session's end is its result.
    var isProving: Bool { configuration.purpose == .discardProof && proof.isBegun }

    mutating func beginProof(_ actions: inout [Action]) {
        proof.isBegun = true
        // What the session ends with is read from `proof` when it ends; here it only has to end.
        guard capabilities.pipelining, capabilities.chunking, !speaksLMTP else {
            return ending = .proof(.inconclusive)
        }
        actions.append(.send(ProofReplies.script))
        expect(.proof(0))
        expect(.proof(1))
    }

    mutating func takeProof(_ code: Int) {
        proof.note(code)
        if outstanding.isEmpty, ending == nil { ending = .proof(.inconclusive) }
    }

    /// The third reply, before QUIT or between it and its own.
    mutating func takeExtraProof(_ actions: inout [Action]) {
        proof.note(parser.code)
        if proof.isBabble { fail(.unexpectedReply(parser.reply), &actions) }
    }

    mutating func takeFarewell(_ code: Int, _ actions: inout [Action]) {
        guard code != 221 else {
            proof.complete()
            if let surplus { ending = .protocolFault(.unexpectedReply(surplus)) }
            return finishQuitting(&actions)
        }
        if isProving {
            outstanding.prepend(.quit)
            takeExtraProof(&actions)
        } else if code < 300, tally.accepted > 0, surplus == nil {
            // 221 behind it will tell that it was one reply too many, and not the answer of a careless server.
            surplus = parser.reply
            outstanding.prepend(.quit)
        } else {
            finishQuitting(&actions)
        }
    }
}
