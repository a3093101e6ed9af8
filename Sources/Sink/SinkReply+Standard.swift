/// What a server says to what it cannot take; the codes of RFC 5321 §4.2.2 and RFC 3463.
extension SinkReply {
    static let unknownCommand = SinkReply(500, "5.5.2", "Command not recognized")
    static let lineTooLong = SinkReply(500, "5.5.2", "Line too long")
    static let bareLineFeed = SinkReply(500, "5.5.2", "A line ends in CR LF")
    static let controlInLine = SinkReply(501, "5.5.2", "Control character in command")
    static let syntax = SinkReply(501, "5.5.4", "Syntax error in arguments")
    static let notOffered = SinkReply(502, "5.5.1", "Command not implemented")
    static let pipeliningNotOffered = SinkReply(500, "5.5.1", "Invalid command: Pipelining not supported")
    static let earlyContent = SinkReply(503, "5.5.0", "Improper use of SMTP command pipelining")

    static let greetFirst = SinkReply(503, "5.5.1", "EHLO or HELO first")
    static let nestedMail = SinkReply(503, "5.5.1", "Nested MAIL command")
    static let mailFirst = SinkReply(503, "5.5.1", "MAIL first")
    static let resetFirst = SinkReply(503, "5.5.1", "Transaction failed, RSET first")
    static let afterChunk = SinkReply(503, "5.5.1", "Only BDAT or RSET may follow BDAT without LAST")
    static let recipientFirst = SinkReply(503, "5.5.1", "No valid recipients")
    static let noRecipients = SinkReply(554, "5.5.1", "No valid recipients")

    static let senderSyntax = SinkReply(501, "5.1.7", "Bad sender address syntax")
    static let recipientSyntax = SinkReply(501, "5.1.3", "Bad recipient address syntax")
    static let notInternationalized = SinkReply(
        553, "5.6.7", "Address is not ASCII and SMTPUTF8 was not given")
    static let unknownParameter = SinkReply(555, "5.5.4", "Parameter not recognized or not offered")
    static let badParameter = SinkReply(501, "5.5.4", "Bad or repeated parameter")
    static let tooManyRecipients = SinkReply(452, "4.5.3", "Too many recipients")
    static let tooLarge = SinkReply(552, "5.3.4", "Message size exceeds fixed limit")
    static let noSpace = SinkReply(452, "4.3.1", "The message cannot be stored")

    static let tooManyMessages = SinkReply(421, "4.7.0", "Too many messages in this connection")
    static let tooManyMessagesForNow = SinkReply(452, "4.5.3", "Too many messages sent")
    static let tooManyConnections = SinkReply(421, "4.7.0", "Too many connections")
    static let stopping = SinkReply(421, "4.3.2", "Server is stopping")
    static let logFailed = SinkReply(421, "4.3.0", "The log cannot be written")

    static let alreadyTLS = SinkReply(503, "5.5.1", "TLS is active already")
    static let tlsFirst = SinkReply(538, "5.7.11", "Encryption required for authentication")
    static let authenticationRequired = SinkReply(530, "5.7.0", "Authentication required")
    static let alreadyAuthenticated = SinkReply(503, "5.5.1", "Authenticated already")
    static let unknownMechanism = SinkReply(504, "5.5.4", "Authentication mechanism not offered")
    static let badCredentials = SinkReply(535, "5.7.8", "Authentication credentials invalid")
    static let badEncoding = SinkReply(501, "5.5.2", "Cannot decode Base64")
    static let authenticationCancelled = SinkReply(501, "5.7.0", "Authentication cancelled")
}
