import SMTP

extension SessionEnd {
    /// Why a conversation is over, and what to do where something can be done.
    var sentence: String {
        switch self {
        case .drained: "the conversation ended as planned"
        case .messageLimit(let accepted): "the connection has carried all it may (\(accepted) messages)"
        case .refusalBudget:
            "the connection was replaced because the relay had refused several messages on it"
        case .keywordsChanged: "the relay offers something else than it did when it was asked"
        case .serviceClosing(let reply):
            "the relay closes its service: “\(reply)”; wait a while, use fewer connections, then resume"
        case .greetingRefused(let reply) where reply.code < 400:
            "the relay greets with “\(reply)” instead of 220; check that host and port are those of a mail server"
        case .greetingRefused(let reply):
            "the relay does not want to talk to this host: “\(reply)”; who runs it knows why"
        case .helloRefused(let reply):
            "the relay refused EHLO: “\(reply)”; check --client-name, and that this is a mail server"
        case .helloUnknown(let reply):
            """
            TLS is required and the relay does not know EHLO, without which there is no STARTTLS: “\(reply)”; use smtps:// \
            if it speaks TLS from the start, or ?tls=none if nobody can listen on the way
            """
        case .startTLSNotOffered:
            """
            TLS is required and the relay does not offer STARTTLS; use smtps:// if it speaks TLS from the start, \
            or ?tls=none if nobody can listen on the way
            """
        case .requireTLSNotOffered:
            """
            --require-tls-onward needs a relay that offers REQUIRETLS, and this one does not; nothing was sent; use another \
            relay, or start the campaign anew without the option
            """
        case .startTLSRefused(let reply):
            """
            TLS is required and the relay refused STARTTLS: “\(reply)”; nothing was sent; resume later, or use smtps:// \
            if it speaks TLS from the start
            """
        case .startTLSGarbled(let fault):
            """
            TLS is required, and the relay's answer to STARTTLS is none: \(fault.sentence); nothing was sent; use smtps:// if \
            it speaks TLS from the start
            """
        case .octetsBehindStartTLS:
            """
            something was written into the conversation in clear behind the reply to STARTTLS; somebody on the \
            way may be attacking it, nothing was sent
            """
        case .authenticationNeedsTLS:
            "nobody authenticates over a connection without verified TLS; use smtps:// or submission://"
        case .authenticationUnavailable(let offered): unavailable(offered)
        case .authenticationRefused(let reply):
            "the relay refused user name or password: “\(reply)”; nothing was sent and no second try was made"
        case .tokenExpired(let reply):
            "the access token has run out: “\(reply)”; another is asked for"
        case .authenticationFault(let fault): fault.sentence
        case .authenticationDeferred(let reply):
            "the relay could not check user name and password just now: “\(reply)”; resume later"
        case .authenticationRequired(let reply):
            "the relay wants to know who sends: “\(reply)”; use --username and --password-file"
        case .refusedEarly(let reply): "the relay refused a message before all of it was written: “\(reply)”"
        case .protocolFault(.malformed(let fault)):
            "\(ProtocolFault.malformed(fault).sentence); check that host and port are those of a mail server"
        case .protocolFault(let fault): fault.sentence
        case .deadlinePassed: "the relay did not answer in time; resume later"
        case .noGreeting:
            "the relay took the connection and said nothing; if it speaks TLS from the first octet, give it as smtps://"
        case .connectionLost: "the connection was lost"
        case .proof(let proof): proof.sentence
        }
    }

    private func unavailable(_ offered: [String]) -> String {
        guard !offered.isEmpty else {
            return """
                a user name was given, and the relay offers no AUTH; leave --username out or use another port
                """
        }
        return """
            the relay offers \(offered.joined(separator: ", ")) to authenticate, none of which fits; a password goes \
            with SCRAM, CRAM-MD5, PLAIN and LOGIN, --token-command with OAUTHBEARER and XOAUTH2, --auth EXTERNAL with \
            a client certificate, and --auth may rule out more
            """
    }
}

extension AuthenticationFault {
    var sentence: String {
        switch self {
        case .malformedChallenge:
            "the relay's part of the authentication cannot be understood; nothing was sent; --auth chooses another mechanism"
        case .foreignNonce:
            """
            the relay answered another authentication than ours; somebody on the way may be attacking it, nothing \
            was sent
            """
        case .iterationCount(let count):
            """
            the relay asks for \(count) rounds of SCRAM, and 4,096 to 10,000,000 are acceptable; nothing was sent; \
            --auth chooses another mechanism
            """
        case .serverNotProven:
            """
            the relay could not prove that it knows the password, so it is not the one the account is at; nothing \
            was sent
            """
        case .unavailable(let mechanism):
            "OpenSSL here does not offer what \(mechanism) needs; --auth chooses another mechanism"
        }
    }
}

extension DiscardProof {
    var sentence: String {
        switch self {
        case .discards: "the relay discards what it refuses, so many messages may be on the way to it at once"
        case .executes:
            """
            the relay runs the content of a refused message as commands (RFC 3030 §2 wants it discarded), so every \
            message waits for its recipients to be accepted
            """
        case .inconclusive:
            """
            the relay did not show whether it discards what it refuses, so every message waits for its recipients \
            to be accepted
            """
        }
    }
}

extension ProtocolFault {
    var sentence: String {
        switch self {
        case .malformed(let fault): "the relay does not speak SMTP: \(fault.sentence)"
        case .unexpectedReply(let reply): "the relay sent a reply that nothing had asked for: “\(reply)”"
        case .unexpectedOctets: "the relay wrote when it had nothing to say"
        case .unexpectedCode(let reply, let command): "the relay answered \(command.phrase) with “\(reply)”"
        case .acceptedOutOfTurn(let reply):
            "the relay accepted a message at a moment when it could not know it: “\(reply)”"
        case .cannotAbandonData:
            "the relay asked for a message that must not be sent; the connection was closed instead"
        }
    }
}

extension ReplyFault {
    var sentence: String {
        switch self {
        case .notAReply(let line): "“\(Printable.escape(line))” is no reply line"
        case .mixedCodes(let first, let second): "one reply says both \(first) and \(second)"
        case .bareCarriageReturn: "a reply has a CR that ends no line"
        case .lineTooLong(let limit): "a reply line is longer than \(limit) octets"
        case .tooManyLines(let limit): "a reply has more than \(limit) lines"
        case .replyTooLong(let limit): "a reply is longer than \(limit) octets"
        }
    }
}

extension SMTP.Command {
    /// What was said, as part of a sentence.
    fileprivate var phrase: String {
        switch self {
        case .greeting: "the connection"
        case .hello: "EHLO"
        case .startTLS: "STARTTLS"
        case .authentication: "AUTH"
        case .reset: "RSET"
        case .mail: "MAIL"
        case .recipient: "RCPT"
        case .data: "DATA"
        case .content: "the message"
        case .quit: "QUIT"
        case .proof: "BDAT outside a transaction"
        }
    }
}

extension LocalRefusal {
    var sentence: String {
        switch self {
        case .tooLarge(let size, let limit):
            "the message has \(size) octets and the relay takes at most \(limit)"
        case .needsEightBitMIME: "the message has 8-bit text and the relay does not take that (8BITMIME)"
        case .needsBinaryMIME: "the message has binary parts and the relay does not take that (BINARYMIME)"
        case .needsSMTPUTF8: "an address is not ASCII and the relay does not take that (SMTPUTF8)"
        case .tooManyRecipients(let count, let limit):
            "the message has \(count) recipients and the relay takes at most \(limit) at a time"
        case .tooManyDomains(let count, let limit):
            "the message has recipients in \(count) domains and the relay takes at most \(limit) at a time"
        case .noRecipients: "the message has no recipient"
        case .malformed: "the message's size is not a number of octets"
        }
    }
}

extension NotSentReason {
    var sentence: String {
        switch self {
        case .notStarted, .neverReady: "it was not begun"
        case .draining: "the connection was being closed"
        case .closing(let reply): "the relay was closing its service: “\(reply)”"
        case .resetRefused(let reply): "the relay refused RSET: “\(reply)”"
        case .connectionLost: "the connection was lost before the message was out"
        case .deadlinePassed: "the relay did not answer in time; the message was not out"
        case .protocolFault(let fault): fault.sentence
        }
    }
}

extension InDoubtReason {
    /// Ends in what may be done: only the user can decide.
    var sentence: String {
        switch self {
        case .connectionLost:
            "the connection was lost after the whole message was out and before the relay answered"
        case .deadlinePassed: "the whole message was out and the relay did not answer in time"
        case .protocolFault(let fault): "the whole message was out, then \(fault.sentence)"
        case .acceptedTooSoon(let reply):
            "the relay took the message before the whole of it was out: “\(reply)”"
        }
    }
}

extension PathFault {
    var sentence: String {
        switch self {
        case .tooLong(let octets): "the address has \(octets) octets; 254 are the most"
        case .localPartTooLong(let octets): "what stands before the @ has \(octets) octets; 64 are the most"
        case .emptyLocalPart: "nothing stands before the @"
        case .missingAtSign: "the address has no @"
        case .forbidden(let octet, let offset):
            "“\(Printable.escape([octet]))” may not stand in an address (octet \(offset + 1))"
        case .forbiddenScalar(let scalar):
            "U+\(String(scalar.value, radix: 16, uppercase: true)) may not stand in an address"
        case .notUTF8: "the address is not UTF-8"
        case .misplacedDot(let offset): "a dot stands at the edge or beside another (octet \(offset + 1))"
        case .unterminatedQuote: "the quoted part before the @ does not end"
        case .malformedDomain: "what stands behind the @ is no domain"
        case .malformedAddressLiteral: "what stands in brackets behind the @ is no IP address"
        }
    }
}
