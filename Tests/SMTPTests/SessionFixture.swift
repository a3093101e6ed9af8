import SMTP
import TranscriptCorpus

/// A session that a server without extensions let in.
func opened(_ configuration: SessionConfiguration? = nil, ehlo: String = "250 mx") throws -> Session {
    var session = Session(
        configuration ?? SessionConfiguration(clientName: Array("client.example.org".utf8), security: .none))
    var actions: [Session.Action] = []
    session.handle(.connected, appendingTo: &actions)
    session.receive(Array("220 mx\r\n".utf8), appendingTo: &actions)
    session.receive(Array("\(ehlo)\r\n".utf8), appendingTo: &actions)
    guard case .ready = actions.last else { throw Transcript.Malformed(line: ehlo) }
    return session
}

func transaction(_ id: UInt64, size: Int = 100) throws -> Transaction {
    Transaction(
        id: id, reversePath: try Path(validating: Array("s\(id)@example.org".utf8)),
        forwardPaths: [try Path(validating: Array("r\(id)@example.net".utf8))], size: size)
}
