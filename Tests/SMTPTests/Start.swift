/// How conversations in these tests begin, up to the moment that matters.
enum Start {
    /// Greeting and EHLO of a server without extensions.
    static let ready = """
        connected
        S: 220 mx
        C: EHLO client.example.org
        S: 250 mx
        ready
        """
    static let mail = """
        \(ready)
        offer 1
        C: MAIL FROM:<s1@example.org>
        """
    static let recipient = """
        \(mail)
        S: 250 ok
        C: RCPT TO:<r1@example.net>
        """
    static let data = """
        \(recipient)
        S: 250 ok
        C: DATA
        """
    static let written = """
        \(data)
        S: 354 go
        content 1 dotted
        written 1
        """
    static let pipelining = """
        connected
        S: 220 mx
        C: EHLO client.example.org
        S: 250-mx
        S: 250 PIPELINING
        ready
        """
    /// The deep flight, from its first message on: that one travels as in the overlapped.
    static let deep = """
        session flight=deep proven window=4
        connected
        S: 220 mx
        C: EHLO client.example.org
        S: 250-mx
        S: 250-PIPELINING
        S: 250 CHUNKING
        ready
        offer 1
        C: MAIL FROM:<s1@example.org>
        C+ RCPT TO:<r1@example.net>
        S: 250 ok
        S: 250 ok
        C: BDAT 100 LAST
        content 1 chunk
        written 1
        S: 250 taken
        accepted 1 250 taken
        """
    static let grouped = """
        \(pipelining)
        offer 1
        C: MAIL FROM:<s1@example.org>
        C+ RCPT TO:<r1@example.net>
        C+ DATA
        """
}
