import Glibc
import Sink

extension SinkFault {
    /// What is wrong and what to do next.
    var sentence: String {
        switch self {
        case .cannotListen(let host, let port, let reason):
            "cannot listen on \(host.printable), port \(port): \(reason.printable); choose another address, or port 0 for a free one"
        case .cannotListenOnSocket(let path, let reason):
            "cannot listen on the socket \(path.printable): \(reason.printable); when a server that is gone has left it, remove it"
        case .log(let path, let code):
            "cannot write the log \(path.printable): \(String(cString: strerror(code))); nothing is accepted that cannot be recorded"
        case .maildir(let path, let code):
            "cannot use the Maildir folder \(path.printable): \(String(cString: strerror(code)))"
        case .tls(let fault):
            fault.sentence
        case .reply(let text):
            "\"\(text.printable)\" is no reply; write a code from 400 to 599 and a text: 550 5.1.1 No such user"
        case .refusal(let text):
            "\"\(text.printable)\" is no refusal; write PATTERN=REPLY: *@refused.example=550 5.1.1 No such user"
        case .loss(let text):
            """
            "\(text.printable)" is no loss; write a point, and when it is not always, every how many times or the first \
            how many: afterMAIL, afterMAIL:10, afterMAIL:first=2. Points are \
            \(SinkLoss.Point.allCases.map(\.rawValue).joined(separator: ", "))
            """
        case .reset(let text):
            "\"\(text.printable)\" is no reset; write every how many connections and within how many octets: 3:20000"
        case .setting(let name, let value):
            "\(value) is out of range for \(name)"
        }
    }

    var exitStatus: ExitStatus {
        switch self {
        case .cannotListen, .cannotListenOnSocket: .relayUnavailable
        case .log, .maildir: .cannotCreate
        case .tls: .notPermitted
        case .reply, .refusal, .loss, .reset, .setting: .usage
        }
    }
}

extension SinkCounts {
    /// One line for the end of a rehearsal.
    var summary: String {
        """
        connections: \(connections.grouped), accepted: \(accepted.grouped) messages of \(octets.grouped) octets, \
        refusals: \(refused.grouped), connections lost on purpose: \(lost.grouped)
        """
    }
}
