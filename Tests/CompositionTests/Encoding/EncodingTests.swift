import Foundation
import TestSupport
import Testing

@testable import Composition

@Suite("Transfer encodings")
struct TransferEncodingTests {
    private func encoded(_ text: String) -> (TransferEncoding, String) {
        var octets: [UInt8] = []
        LineEnds.appendCanonical(Array(text.utf8)[...], to: &octets)
        let encoding = TransferEncoding(
            count: octets.count, surveyed: TextSurvey(octets.span),
            equalsSigns: TextSurvey.equalsSigns(in: octets.span))
        return (encoding, String(decoding: encoded(octets, encoding), as: UTF8.self))
    }

    private func encoded(_ octets: [UInt8], _ encoding: TransferEncoding) -> [UInt8] {
        var output: [UInt8] = []
        switch encoding {
        case .sevenBit: output = octets + (octets.last.map { $0 == 0x0A ? [] : [0x0D, 0x0A] } ?? [])
        case .quotedPrintable: QuotedPrintable.append(octets.span, to: &output)
        case .base64: Base64Lines.append(octets[...], to: &output)
        }
        return output
    }

    @Test("ASCII travels as it is, with CR LF at every line end and at the end")
    func sevenBit() {
        #expect(encoded("a\nb\r\nc") == (.sevenBit, "a\r\nb\r\nc\r\n"))
        #expect(encoded("") == (.sevenBit, ""))
        #expect(encoded("\n\n") == (.sevenBit, "\r\n\r\n"))
        #expect(encoded("tab\there ~\n") == (.sevenBit, "tab\there ~\r\n"))
    }

    @Test("A lone CR, NUL or another control is hidden in quoted-printable, never sent bare")
    func hidden() {
        #expect(encoded("a\rb\n") == (.quotedPrintable, "a=0Db\r\n"))
        #expect(encoded("a\r\r\nb") == (.quotedPrintable, "a=0D\r\nb\r\n"))
        #expect(encoded("a\n.\rb\r") == (.quotedPrintable, "a\r\n.=0Db=0D\r\n"))
        #expect(
            encoded("NUL \0 here, which is not text\n") == (
                .quotedPrintable, "NUL =00 here, which is not text\r\n"
            ))
        #expect(encoded("del \u{7F} here, which is not text\n").0 == .quotedPrintable)
    }

    @Test("A line of 998 octets travels as it is, one of 999 does not")
    func longLines() {
        let line = String(repeating: "x", count: 998)
        #expect(encoded(line + "\n" + line).0 == .sevenBit)
        #expect(encoded("ab\n" + line + "x\nab").0 == .quotedPrintable)
        #expect(encoded(line + "x").0 == .quotedPrintable)
        #expect(encoded(line + "\r\n" + line + "x").0 == .quotedPrintable)
    }

    @Test("The shorter of quoted-printable and base64 is chosen")
    func shorter() {
        #expect(encoded("Grüße aus Köln, bis bald und viel Spaß!\n").0 == .quotedPrintable)
        #expect(encoded("Привет, как дела? Всё хорошо.\n").0 == .base64)
        #expect(encoded("é" + String(repeating: "=", count: 100)).0 == .base64)
    }

    @Test("Quoted-printable escapes what it must: =, trailing white space, octets over 126")
    func quotedPrintable() {
        #expect(encoded("é = 1\n").1 == "=C3=A9 =3D 1\r\n")
        #expect(
            encoded("é trailing \nand tab\t\n end ").1 == "=C3=A9 trailing=20\r\nand tab=09\r\n end=20\r\n")
        #expect(
            encoded("long ascii text: \u{2028} is no line end\n").1
                == "long ascii text: =E2=80=A8 is no line end\r\n")
        #expect(encoded("this is ascii: \u{85}\n").1 == "this is ascii: =C2=85\r\n")
    }

    @Test("No encoded line has more than 76 octets, and decoding gives the text back")
    func random() throws {
        var random = SplitMix64(seed: 2045)
        for round in 0..<2000 {
            var text = random.text(of: 0...300, controls: true)
            if round % 3 == 0 { text += String(repeating: " x", count: round % 120) + "\n\té" }
            var octets: [UInt8] = []
            LineEnds.appendCanonical(Array(text.utf8)[...], to: &octets)
            let comment: Comment = "seed \(random.seed), round \(round)"
            for encoding in [TransferEncoding.quotedPrintable, .base64] {
                let output = encoded(octets, encoding)
                for line in String(decoding: output, as: UTF8.self).utf8Components(separatedBy: "\r\n") {
                    #expect(line.utf8.count <= 76, comment)
                    #expect(!line.utf8.contains { $0 == 0x0D || $0 == 0x0A || $0 >= 0x7F }, comment)
                    #expect(line.utf8.last != 0x20 && line.utf8.last != 0x09, comment)
                }
                var expected = octets
                if encoding == .quotedPrintable, !octets.isEmpty, octets.suffix(2) != [0x0D, 0x0A] {
                    expected += [0x0D, 0x0A]
                }
                #expect(decoded(output, encoding) == expected, comment)
            }
        }
    }

    private func decoded(_ octets: [UInt8], _ encoding: TransferEncoding) -> [UInt8] {
        if encoding == .base64 {
            return Array(Data(base64Encoded: Data(octets), options: .ignoreUnknownCharacters) ?? Data())
        }
        var result: [UInt8] = []
        var index = 0
        while index < octets.count {
            guard octets[index] == UInt8(ascii: "=") else {
                result.append(octets[index])
                index += 1
                continue
            }
            let digits = String(decoding: octets[(index + 1)..<(index + 3)], as: UTF8.self)
            if digits != "\r\n" { result.append(UInt8(digits, radix: 16) ?? 0) }
            index += 3
        }
        return result
    }

    @Test("The survey counts the same as a loop over single octets, wherever in the word they stand")
    func survey() {
        var random = SplitMix64(seed: 64)
        let alphabet: [UInt8] = [
            0x0D, 0x0A, 0x0D, 0x0A, 0x61, 0x62, 0x20, 0x7E, 0x7F, 0x80, 0xFF, 0x00, 0x1F, 0x09, 0x3D,
        ]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...70, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let survey = TextSurvey(text.span)
            let controls = text.count { !(0x20...0x7E ~= $0) && ![0x09, 0x0A, 0x0D].contains($0) }
            let feeds = text.indices.count { text[$0] == 0x0A && ($0 == 0 || text[$0 - 1] != 0x0D) }
            let returns = text.indices.count {
                text[$0] == 0x0D && ($0 + 1 == text.count || text[$0 + 1] != 0x0A)
            }
            let lines = String(decoding: text.map { $0 < 0x80 ? $0 : 0x61 }, as: UTF8.self)
                .utf8Components(separatedBy: "\n")
            let last = lines.count - 1
            let lengths = lines.enumerated().map {
                $1.utf8.count - ($0 < last && $1.utf8.last == 0x0D ? 1 : 0)
            }
            #expect(survey.longestLine == lengths.max(), "seed \(random.seed): \(text)")
            #expect(survey.unprintable == controls, "seed \(random.seed): \(text)")
            #expect(survey.loneLineFeeds == feeds, "seed \(random.seed): \(text)")
            #expect(survey.loneCarriageReturns == returns, "seed \(random.seed): \(text)")
            #expect(TextSurvey.equalsSigns(in: text.span) == text.count { $0 == 0x3D })
        }
    }

    @Test("Surveys of neighbouring stretches add up to that of the whole text")
    func surveysAddUp() {
        var random = SplitMix64(seed: 46)
        let pieces = ["\r\n", "\r\n", "a", "bcdefghij", " ", "\r", "é", "\0"].map { Array($0.utf8) }
        for _ in 0..<3000 {
            var whole: [UInt8] = []
            var sum = TextSurvey()
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                var stretch: [UInt8] = []
                for _ in 0..<Int.random(in: 0...9, using: &random) {
                    stretch += pieces.randomElement(using: &random) ?? []
                }
                // No CR LF is divided.
                if stretch.last == 0x0D { stretch.append(0x61) }
                whole += stretch
                sum.add(TextSurvey(stretch.span))
            }
            let survey = TextSurvey(whole.span)
            #expect(sum.longestLine == survey.longestLine, "seed \(random.seed): \(whole)")
            #expect(sum.unprintable == survey.unprintable, "seed \(random.seed): \(whole)")
            #expect(sum.loneCarriageReturns == survey.loneCarriageReturns, "seed \(random.seed): \(whole)")
            #expect(sum.loneLineFeeds == survey.loneLineFeeds, "seed \(random.seed): \(whole)")
        }
    }

    @Test("Signs are counted in texts longer than one lane of counters holds")
    func manySigns() {
        for count in [0, 7, 8, 2039, 2040, 2041, 10_000] {
            #expect(TextSurvey.equalsSigns(in: Array(repeating: 0x3D, count: count).span) == count)
        }
    }

    @Test("Base64 of every length decodes to what went in, by our own decoder too")
    func base64() {
        for count in 0...200 {
            let octets = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
            var output: [UInt8] = []
            Base64Lines.append(octets[...], to: &output)
            #expect(output.count == Base64Lines.encodedCount(of: count))
            #expect(decoded(output, .base64) == octets)
            #expect(Base64Lines.decode(output[...]) == octets)
            var unbroken: [UInt8] = []
            Base64Lines.appendUnbroken(octets.span, to: &unbroken)
            #expect(String(decoding: unbroken, as: UTF8.self) == Data(octets).base64EncodedString())
        }
    }
}

@Suite("Dates, hashes, parameters")
struct SmallEncodingTests {
    private func date(_ seconds: Int64, _ offset: Int32 = 0) -> String {
        var output: [UInt8] = []
        MessageDate.append(seconds, utcOffset: offset, to: &output)
        #expect(output.count == MessageDate.octetCount)
        return String(decoding: output, as: UTF8.self)
    }

    @Test("A date is written as RFC 5322 wants it, in the zone that was asked for")
    func dates() {
        #expect(date(0) == "Thu, 01 Jan 1970 00:00:00 +0000")
        #expect(date(1_795_466_469) == "Mon, 23 Nov 2026 20:41:09 +0000")
        #expect(date(1_795_466_469, 3600) == "Mon, 23 Nov 2026 21:41:09 +0100")
        #expect(date(1_795_466_469, 20_700) == "Tue, 24 Nov 2026 02:26:09 +0545")
        #expect(date(1_795_466_469, -12_600) == "Mon, 23 Nov 2026 17:11:09 -0330")
        #expect(date(951_782_400) == "Tue, 29 Feb 2000 00:00:00 +0000")
        #expect(date(-1) == "Wed, 31 Dec 1969 23:59:59 +0000")
    }

    @Test("A time that no date can say is moved to the nearest that one can, and nothing traps")
    func extremeDates() {
        for seconds in [Int64.min, Int64.max] {
            for offset in [Int32.min, 0, Int32.max] { _ = date(seconds, offset) }
        }
    }

    @Test("The keyed hash is SipHash-2-4 with 128 bits, by its authors' vectors")
    func sipHash() {
        let key = KeyedHash(key0: 0x0706_0504_0302_0100, key1: 0x0F0E_0D0C_0B0A_0908)
        #expect(
            octets(key.hash([])) == [
                0xA3, 0x81, 0x7F, 0x04, 0xBA, 0x25, 0xA8, 0xE6, 0x6D, 0xF6, 0x72, 0x14, 0xC7, 0x55, 0x02,
                0x93,
            ])
        #expect(
            octets(key.hash([0])) == [
                0xDA, 0x87, 0xC1, 0xD8, 0x6B, 0x99, 0xAF, 0x44, 0x34, 0x76, 0x59, 0x11, 0x9B, 0x22, 0xFC,
                0x45,
            ])
        let numbers = key.hash(0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908)
        #expect(numbers == key.hash(Array(0..<16)))
    }

    private func octets(_ hash: (UInt64, UInt64)) -> [UInt8] {
        [hash.0, hash.1].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }

    @Test("Two seeds that differ in one bit have nothing in common")
    func seeds() {
        #expect(KeyedHash(seed: [1]).hash(1, 0) != KeyedHash(seed: [0]).hash(1, 0))
        #expect(KeyedHash(seed: []).hash(1, 0) != KeyedHash(seed: [0]).hash(1, 0))
    }

    @Test("UTF-8 that is not well-formed is found at its first octet")
    func utf8() {
        #expect(UTF8Text.firstFault(in: Array("Zoë 🦆 \u{7FF} \u{FFFF}".utf8)[...]) == nil)
        for bad: [UInt8] in [
            [0x80], [0xC0, 0xAF], [0xC1, 0x81], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
            [0xF5, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0xA6], [0xE2, 0x28, 0xA1], [0xFF],
        ] {
            #expect(UTF8Text.firstFault(in: ([0x61] + bad + [0x62])[...]) == 1, "\(bad)")
        }
    }
}
