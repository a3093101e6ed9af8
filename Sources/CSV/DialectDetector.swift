/// Finds a list's delimiter by parsing its first records with each candidate.
///
/// The right one cuts the records into as many fields as the header, and some field of each record is
/// a mail address and nothing else; few lists do both by accident.
enum DialectDetector {
    /// Enough to see a pattern through a few bad rows.
    private static let recordsToTry = 50

    /// What one candidate makes of the sample, in parts of a thousand so that figures compare exactly.
    private struct Score: Comparable {
        let agreement: Int
        let addresses: Int
        let fields: Int

        static func < (left: Score, right: Score) -> Bool {
            let (first, second) = (left.agreement + left.addresses, right.agreement + right.addresses)
            return first == second ? left.fields < right.fields : first < second
        }
    }

    /// The dialect of a list that begins like this; `,` if it has one column only.
    static func dialect(of sample: (text: [UInt8], isCut: Bool), limits: Limits) -> Dialect {
        var best: (dialect: Dialect, score: Score)?
        for dialect in Dialect.candidates.map(Dialect.init(delimiter:)) {
            guard let score = score(dialect, sample, limits) else { continue }
            // Only a better one takes the place of one that stands earlier.
            if best.map({ $0.score < score }) ?? true {
                best = (dialect, score)
            }
        }
        return best?.dialect ?? Dialect(delimiter: UInt8(ascii: ","))
    }

    /// nil if the candidate does not even divide the header.
    private static func score(
        _ dialect: Dialect, _ sample: (text: [UInt8], isCut: Bool), _ limits: Limits
    ) -> Score? {
        var records = RecordStream(source: TextSource(text: sample.text), dialect: dialect, limits: limits)
        var record = Record()
        guard (try? records.next(into: &record)) == true, record.fieldCount > 1 else { return nil }
        let fields = record.fieldCount
        var (tried, agreeing, withAddress) = (0, 0, 0)
        do {
            while tried < recordsToTry, try records.next(into: &record) {
                tried += 1
                agreeing += record.fieldCount == fields ? 1 : 0
                withAddress += holdsAddress(record) ? 1 : 0
            }
        } catch {
            // The wrong delimiter makes quotes stand inside fields. A quote that the cut leaves open is
            // nobody's fault.
            let isCutOff = sample.isCut && error.problem == .unclosedQuote(within: nil)
            tried += isCutOff ? 0 : 1
        }
        guard tried > 0 else { return Score(agreement: 1000, addresses: 0, fields: fields) }
        return Score(
            agreement: agreeing * 1000 / tried, addresses: withAddress * 1000 / tried, fields: fields)
    }

    private static func holdsAddress(_ record: Record) -> Bool {
        (0..<record.fieldCount).contains { isAddress(record.field($0)) }
    }

    /// Whether a field looks like one address: one `@` inside, and nothing that divides fields.
    private static func isAddress(_ field: ArraySlice<UInt8>) -> Bool {
        let space = UInt8(ascii: " ")
        guard let start = field.firstIndex(where: { $0 != space }),
            let last = field.lastIndex(where: { $0 != space })
        else { return false }
        let text = field[start...last]
        let at = UInt8(ascii: "@")
        return text.filter { $0 == at }.count == 1 && text.first != at && text.last != at
            && !text.contains { $0 == space || Dialect.candidates.contains($0) }
    }
}
