import Glibc
import Ledger

/// Performs the steps of a script.
///
/// `create ROWS`, `seal`, `open`, `close`, `hold` (waits to be killed), and `commit` with a claim or a result
/// in each word: `c7` claims row 7, `a7` says it was accepted, `r` refused, `d` deferred, `i` in doubt,
/// `x` invalid, `u` not sent.
struct Script {
    let path: String
    private var file: CampaignFile?

    init(path: String) { self.path = path }

    mutating func perform(_ step: Substring) throws {
        let words = step.split(separator: " ")
        switch words.first {
        case "create":
            try create(rows: Int(words[1]) ?? 0, durability: words.last == "full" ? .full : .process)
        case "seal": try file?.seal()
        case "open": file = try CampaignFile.open(at: path)
        case "close":
            try file?.close()
            file = nil
        case "commit": try commit(words.dropFirst())
        case "hold": while true { pause() }
        default: exit(64)
        }
    }

    mutating func leave() { file = nil }

    private mutating func create(rows: Int, durability: Durability) throws {
        let new = try CampaignFile.create(
            at: path,
            describing: CampaignDescription(
                id: "victim", name: "victim", createdAt: 1_790_000_000_000, files: [], listPath: "list.csv",
                header: Array("email".utf8), delimiter: UInt8(ascii: ","), attachments: [], settings: [:]),
            durability: durability)
        file = new
        for row in stride(from: 1, through: rows, by: 1) {
            let address = Array("row\(row)@example.org".utf8)
            try new.append(NewRecipient(row: row, line: row + 1, address: address, record: address))
        }
    }

    private func commit(_ words: ArraySlice<Substring>) throws {
        var claims: [Claim] = []
        var results: [AttemptResult] = []
        for word in words {
            let row = Int(word.dropFirst()) ?? 0
            let verdict: AttemptResult.Verdict
            switch word.first {
            case "c":
                claims.append(Claim(row: row, at: 1_790_000_100_000))
                continue
            case "a": verdict = .accepted
            case "r": verdict = .refused
            case "d": verdict = .deferred
            case "i": verdict = .inDoubt
            case "x": verdict = .invalid
            default: verdict = .released
            }
            results.append(
                AttemptResult(
                    row: row, verdict: verdict, at: 1_790_000_200_000, code: 250, enhanced: "2.0.0",
                    text: Array("row \(row)".utf8), relay: "smtp.example.org:587", connection: row % 3))
        }
        try file?.commit(claims: claims, results: results)
    }
}
