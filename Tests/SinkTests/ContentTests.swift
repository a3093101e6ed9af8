import Foundation
import TestSupport
import Testing

@testable import Sink

@Suite("DATA and BDAT")
struct ContentTests {
    private static let envelope = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n"

    @Test(
        "Stuffed dots are taken out however the content is cut into reads",
        arguments: [
            ("", ""), ("a\r\n", "a\r\n"), ("..\r\n", ".\r\n"), ("..a\r\n...\r\n", ".a\r\n..\r\n"),
            (".a\r\n", "a\r\n"), (".\rx\r\n", "\rx\r\n"), (".\r\r\n", "\r\r\n"),
            ("a.\r\n.b.\r\n", "a.\r\nb.\r\n"),
            ("\r\n\r\n", "\r\n\r\n"), ("a\r\r\n..\r\n", "a\r\r\n.\r\n"), ("a\n.\nb\r\n", "a\n.\nb\r\n"),
            ("a\r.\rb\r\n", "a\r.\rb\r\n"), ("a\n.\r\nb\r\n", "a\n.\r\nb\r\n"),
            ("\n.\r\n\r\n", "\n.\r\n\r\n"),
        ])
    func dotsAreTakenOut(_ sent: String, _ kept: String) throws {
        let sent = Array((sent + ".\r\n" + "rest").utf8)
        for cut in 1...sent.count {
            var reader = DotReader()
            let gathered = Gathered()
            var content = try gathered.content()
            var isEnd = false
            var start = 0
            var rest = 0
            while start < sent.count, !isEnd {
                let piece = sent.span.extracting(start..<min(start + cut, sent.count))
                var position = 0
                isEnd = reader.read(piece, at: &position, into: &content)
                rest = start + position
                start += cut
            }
            #expect(isEnd)
            #expect(sent[rest...].elementsEqual("rest".utf8))
            #expect(try gathered.octets(of: &content) == Array(kept.utf8), "cut into reads of \(cut)")
        }
    }

    @Test(
        "Nothing but CR LF . CR LF ends a message: known smuggling sequences are content",
        .enabled(
            if: Corpora.has("smtp-smuggling/sequences.tsv"), "corpora not present: smtp-smuggling"))
    func smuggling() throws {
        let path = Corpora.path("smtp-smuggling/sequences.tsv")
        let table = try String(contentsOfFile: path, encoding: .utf8)
        // The sequences that hold the true end of data.
        let ends = ["crlf.crlf", "start.crlf"]
        for row in table.split(separator: "\n").dropFirst() {
            let cells = row.split(separator: "\t")
            guard cells.count > 1, !ends.contains(String(cells[0])) else { continue }
            let sequence = Array(cells[1].utf8)
            let octets = stride(from: 0, to: sequence.count - 1, by: 2).compactMap {
                UInt8(String(decoding: sequence[$0...($0 + 1)], as: UTF8.self), radix: 16)
            }
            let rehearsal = try Rehearsal()
            _ = rehearsal.say(Self.envelope + "DATA\r\n")
            let smuggled = Array("x".utf8) + octets + Array("MAIL FROM:<evil@x>\r\n".utf8)
            #expect(rehearsal.say(smuggled).isEmpty, "\(cells[0])")
            #expect(rehearsal.codes("\r\n.\r\n") == [250], "\(cells[0])")
        }
    }

    @Test(
        "A burst of transactions is answered in order, whatever the cuts",
        arguments: [1, 2, 3, 13, 64, 1000, .max])
    func burst(_ cut: Int) throws {
        let rehearsal = try Rehearsal()
        let message = "Subject: x\r\n\r\n.text\r\n"
        let transaction = "RSET\r\n" + Self.envelope + "BDAT \(message.utf8.count) LAST\r\n" + message
        let codes = rehearsal.codes(String(repeating: transaction, count: 20) + "QUIT\r\n", cut: cut)
        #expect(codes == Array(repeating: [250, 250, 250, 250], count: 20).flatMap { $0 } + [221])
    }

    @Test("Whatever octets come, and however they are cut, the replies are the same as for one read")
    func anyOctets() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("octets and cuts are drawn with seed \(seed)")
        var random = SplitMix64(seed: seed)
        let words = [
            "RSET\r\n", "MAIL FROM:<a@b>\r\n", "RCPT TO:<c@d>\r\n", "BDAT 5\r\n", "BDAT 3 LAST\r\n",
            "BDAT 0 LAST\r\n",
            "abc", "\r\n", "\n", "\r", "NOOP\r\n", "AUTH PLAIN\r\n", "=\r\n", "EHLO x\r\n", "\0", "ä", "<",
            ">", " ", ".",
        ]
        let settings = SinkSettings.with {
            $0.authentication = SinkAuthentication(
                user: [1], password: [2], isRequired: false, isAllowedInClear: true)
        }
        for _ in 0..<300 {
            let text = (0..<40).map { _ in words.randomElement(using: &random) ?? "" }.joined()
            let cut = Int.random(in: 1...9, using: &random)
            let whole = try Rehearsal(settings)
            let pieces = try Rehearsal(settings)
            #expect(whole.say(text) == pieces.say(text, cut: cut), "\(text.debugDescription) cut into \(cut)")
            #expect(whole.ending == pieces.ending)
        }
    }

    @Test("Chunks add up to one message; one of no octets may be the last")
    func chunks() throws {
        let rehearsal = try Rehearsal()
        let replies = rehearsal.say(Self.envelope + "BDAT 3\r\nabcBDAT 2\r\n\r\nBDAT 0 LAST\r\n")
        #expect(
            replies.suffix(3) == [
                "250 2.0.0 Octets received: 3", "250 2.0.0 Octets received: 5",
                "250 2.0.0 Accepted as message 1",
            ])
    }

    @Test("The octets of a refused chunk are discarded, so that the proof by NOOP gets two replies")
    func refusedChunk() throws {
        let rehearsal = try Rehearsal()
        #expect(rehearsal.codes("BDAT 6 LAST\r\nNOOP\r\nRSET\r\n") == [503, 250])
        #expect(
            rehearsal.codes("MAIL FROM:<>\r\nBDAT 6 LAST\r\nNOOP\r\nMAIL FROM:<>\r\nRSET\r\n") == [
                250, 554, 503, 250,
            ])
    }

    @Test("With the fault switched on they are run as commands: three replies")
    func executedChunk() throws {
        let rehearsal = try Rehearsal(.with { $0.executesRefusedChunks = true })
        #expect(rehearsal.codes("BDAT 6 LAST\r\nNOOP\r\nRSET\r\n") == [503, 250, 250])
    }

    @Test("After a chunk without LAST only BDAT may follow; anything else spoils the transaction until RSET")
    func unfinishedChunks() throws {
        let rehearsal = try Rehearsal(.with { $0.maximumSize = 100 })
        #expect(
            rehearsal.codes(Self.envelope + "BDAT 1\r\nxMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\n") == [
                250, 250, 250, 503, 503, 503,
            ])
        #expect(rehearsal.codes("BDAT 1000 LAST\r\n" + String(repeating: "x", count: 1000)) == [503])
        #expect(
            rehearsal.codes("BDAT 1 LAST\r\nxMAIL FROM:<>\r\nRSET\r\nMAIL FROM:<>\r\n") == [
                503, 503, 250, 250,
            ])
    }

    @Test(
        "A BDAT whose size cannot be read ends the connection, since nobody knows where its octets end",
        arguments: [
            "BDAT", "BDAT x LAST", "BDAT -1", "BDAT 1 FIRST", "BDAT 99999999999999999999", "BDAT 1  LAST",
        ])
    func badChunk(_ command: String) throws {
        let rehearsal = try Rehearsal()
        #expect(rehearsal.codes(Self.envelope + command + "\r\nNOOP\r\n") == [250, 250, 501])
        #expect(rehearsal.ending == .refusal)
    }

    @Test(
        "A message over the size is refused at its end by DATA, at its chunk by BDAT, and the next one is taken"
    )
    func tooLarge() throws {
        let rehearsal = try Rehearsal(.with { $0.maximumSize = 10 })
        #expect(rehearsal.codes("MAIL FROM:<> SIZE=11\r\n") == [552])
        #expect(rehearsal.codes(Self.envelope + "DATA\r\n") == [250, 250, 354])
        #expect(rehearsal.say("12345678901\r\n.\r\n") == ["552 5.3.4 Message size exceeds fixed limit"])
        #expect(
            rehearsal.codes(Self.envelope + "BDAT 11 LAST\r\n12345678901RSET\r\n") == [250, 250, 552, 250])
        #expect(
            rehearsal.codes(Self.envelope + "BDAT 6\r\n123456BDAT 5 LAST\r\n12345RSET\r\n") == [
                250, 250, 250, 552, 250,
            ])
        #expect(rehearsal.codes(Self.envelope + "BDAT 10 LAST\r\n1234567890") == [250, 250, 250])
    }

    @Test("Content that was written before the 354 ends the connection")
    func earlyContent() throws {
        let rehearsal = try Rehearsal()
        #expect(rehearsal.codes(Self.envelope + "DATA\r\ntext\r\n.\r\n") == [250, 250, 354, 503])
        #expect(rehearsal.ending == .refusal)
    }

    @Test("A group behind the final dot is answered in order")
    func dotPipelining() throws {
        let rehearsal = try Rehearsal()
        #expect(rehearsal.codes(Self.envelope + "DATA\r\n") == [250, 250, 354])
        #expect(rehearsal.codes("x\r\n.\r\n" + Self.envelope + "DATA\r\n") == [250, 250, 250, 354])
        #expect(rehearsal.codes(".\r\nQUIT\r\n") == [250, 221])
    }

    @Test(
        "Without PIPELINING a second command in one read is answered with 500 and the end, unless that is tolerated"
    )
    func noPipelining() throws {
        let strict = SinkSettings.with { $0.extensions.remove(.pipelining) }
        let rehearsal = try Rehearsal(strict)
        #expect(rehearsal.codes("MAIL FROM:<>\r\n") == [250])
        #expect(rehearsal.codes("RCPT TO:<a@b>\r\n", cut: 3) == [250])
        #expect(rehearsal.codes("BDAT 2 LAST\r\n\r\n") == [250])
        #expect(rehearsal.codes("NOOP\r\nNOOP\r\nNOOP\r\n") == [250, 500])
        #expect(rehearsal.ending == .refusal)
        var tolerant = strict
        tolerant.toleratesPipelining = true
        let other = try Rehearsal(tolerant)
        #expect(other.codes("NOOP\r\nNOOP\r\n") == [250, 250])
    }

    @Test("Content is refused at its end for recipients that match, and the next transaction needs no RSET")
    func contentRefusal() throws {
        let settings = try SinkSettings.with {
            $0.refusals = [try SinkRefusal(parsing: "*@d.example=550 5.7.1 Spam", stage: .content)]
        }
        let rehearsal = try Rehearsal(settings)
        #expect(rehearsal.say(Self.envelope + "BDAT 2 LAST\r\n\r\n").last == "550 5.7.1 Spam")
        #expect(rehearsal.codes("MAIL FROM:<>\r\nRCPT TO:<x@y>\r\nBDAT 2 LAST\r\n\r\n") == [250, 250, 250])
    }

    @Test(
        "The connection is lost where it was told to be, after the replies that were due",
        arguments: [
            (SinkLoss.Point.afterMAIL, [250]), (.afterRCPT, [250, 250]), (.afterDATA, [250, 250]),
            (.midContent, [250, 250]), (.afterContentBeforeReply, [250, 250]),
            (.afterReply, [250, 250, 250]),
        ])
    func losses(_ point: SinkLoss.Point, _ codes: [Int]) throws {
        let rehearsal = try Rehearsal(.with { $0.losses = [SinkLoss(point)] })
        #expect(rehearsal.codes(Self.envelope + "BDAT 2 LAST\r\n\r\nNOOP\r\n") == codes)
        #expect(rehearsal.ending == .loss)
    }

    @Test("A loss after DATA comes behind the 354, and one before any greeting says nothing")
    func otherLosses() throws {
        let rehearsal = try Rehearsal(.with { $0.losses = [SinkLoss(.afterDATA)] })
        #expect(rehearsal.codes(Self.envelope + "DATA\r\n") == [250, 250, 354])
        #expect(rehearsal.ending == .loss)
        let silent = try Rehearsal(.with { $0.losses = [SinkLoss(.atConnect)] }, greeting: nil)
        #expect(silent.say("NOOP\r\n").isEmpty)
        let polite = try Rehearsal(.with { $0.losses = [SinkLoss(.afterEHLO)] }, greeting: nil)
        #expect(polite.codes("HELO x\r\nNOOP\r\n").last == 250)
        #expect(polite.ending == .loss)
    }

    @Test("A loss happens every so many times, or only the first times")
    func occasions() throws {
        let every = try Register(.with { $0.losses = [SinkLoss(.afterMAIL, .every(3))] })
        #expect(
            (1...7).map { _ in every.loses(at: .afterMAIL) } == [
                false, false, true, false, false, true, false,
            ])
        let first = try Register(.with { $0.losses = [SinkLoss(.afterMAIL, .first(2))] })
        #expect((1...4).map { _ in first.loses(at: .afterMAIL) } == [true, true, false, false])
        #expect(!first.loses(at: .afterRCPT))
    }

    @Test("Beyond the messages of one connection MAIL gets 421 or 452, as asked for")
    func messageLimit() throws {
        let burst = Self.envelope + "BDAT 2 LAST\r\n\r\nMAIL FROM:<>\r\nNOOP\r\n"
        let manners: [(SinkSettings.MessageLimit.Manner, [Int])] = [
            (.closes, [421]), (.staysOpen, [421, 250]), (.defers, [452, 250]),
        ]
        for (manner, codes) in manners {
            let rehearsal = try Rehearsal(.with { $0.messageLimit = .init(count: 1, manner: manner) })
            #expect(rehearsal.codes(burst) == [250, 250, 250] + codes)
        }
    }

    @Test(
        "The Message-ID is found in the header only, unfolded or not",
        arguments: [
            ("Message-ID: <1@x>\r\n\r\n", "<1@x>"), ("Subject: x\r\nmessage-id:<2@x>  \r\n", "<2@x>"),
            ("Message-ID:\r\n <3@x>\r\nTo: y\r\n", "<3@x>"), ("Subject: x\r\n\r\nMessage-ID: <4@x>\r\n", nil),
            ("Message-IDs: <5@x>\r\n", nil), ("", nil), ("Message-ID", nil),
        ])
    func messageID(_ header: String, _ identifier: String?) {
        let value = HeaderField.value(of: "Message-ID", in: Array(header.utf8))
        #expect(value.map { String(decoding: $0, as: UTF8.self) } == identifier)
    }
}

/// Content that is kept in a file, to be looked at.
private final class Gathered {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "merganser-sink-\(UUID())")
        .path

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func content() throws -> Content {
        let register = try Register(.with { $0.storage = .maildir(folder) })
        var content = Content()
        content.begin(limit: 1000, keepingHeader: true, digest: nil, file: register.makeFile())
        return content
    }

    func octets(of content: inout Content) throws -> [UInt8] {
        let file = content.keep()
        let name = try #require(file)
        return [UInt8](
            try Data(contentsOf: URL(filePath: folder + "/new/" + String(decoding: name, as: UTF8.self))))
    }
}
