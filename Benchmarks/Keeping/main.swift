import Foundation
import Ledger

// Measures the campaign file alone: importing rows, claims with their outcomes, and the opening of a file of which
// little is left.
// Usage: keeping-benchmark FOLDER ROWS

/// User and system CPU time of this process in seconds, and the most memory it had in MB (of 10⁶ octets).
func usage() -> (seconds: Double, peak: Double) {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return (seconds(usage.ru_utime) + seconds(usage.ru_stime), Double(usage.ru_maxrss) * 1024 / 1e6)
}

/// Prints one line of the table: what `work` took for each of `count` rows.
func measure(_ what: String, of count: Int, _ work: () throws -> Void) rethrows {
    let (before, started) = (usage().seconds, ContinuousClock.now)
    try work()
    let wall = Double((ContinuousClock.now - started) / .microseconds(1))
    let (after, peak) = usage()
    print(
        String(
            format: "| %@ | %.2f | %.2f | %.3f | %.0f |", what, (after - before) * 1e6 / Double(count),
            wall / Double(count), wall / 1e6, peak))
}

let arguments = CommandLine.arguments
guard arguments.count == 3, let rows = Int(arguments[2]), rows > 1000 else {
    print("usage: keeping-benchmark FOLDER ROWS (more than 1000)")
    exit(64)
}
let path = arguments[1] + "/keeping.merganser"
let left = 1000
let record = Array("Zoë Müller,zoe.mueller.0123456@example.com,Hamburg,gold,123456".utf8)
let description = CampaignDescription(
    id: "keeping", name: "keeping", createdAt: 1_790_000_000_000, files: [], listPath: "list.csv",
    header: Array("name,email,city,plan,number".utf8), delimiter: UInt8(ascii: ","), attachments: [],
    settings: [:])

print("| \(rows) rows | CPU µs a row | wall µs a row | s | peak MB |\n|---|---|---|---|---|")
var file = try CampaignFile.create(at: path, describing: description)
try measure("import", of: rows) {
    for row in 1...rows {
        let address = Array("zoe.mueller.\(row)@example.com".utf8)
        try file.append(NewRecipient(row: row, line: row + 1, address: address, record: record))
    }
    try file.seal()
}
/// As many as eight connections bring together when they are busy.
let group = 64
try measure("claim and outcome, \(group) to a commit", of: rows - left) {
    let text = Array("2.0.0 Ok: queued as 4bX9s61zRvz1ZK".utf8)
    var results: [AttemptResult] = []
    for start in stride(from: 1, through: rows - left, by: group) {
        let batch = start...min(start + group - 1, rows - left)
        try file.commit(claims: batch.map { Claim(row: $0, at: 1_790_000_100_000) }, results: results)
        results = batch.map {
            AttemptResult(
                row: $0, verdict: .accepted, at: 1_790_000_100_020, code: 250, enhanced: "2.0.0", text: text,
                relay: "smtp://127.0.0.1:25", connection: $0 % 8)
        }
    }
    try file.commit(claims: [], results: results)
}
try file.close()
try measure("opening, to the first of \(left) rows left", of: 1) {
    file = try CampaignFile.open(at: path)
    let first = try file.pending(after: 0, limit: 512, retrying: [.deferred])
    guard first.first?.row == rows - left + 1, try file.messagesLeft(retrying: []) == left else {
        print("the rows left are others")
        exit(70)
    }
}
try measure("all rows as a report reads them", of: rows) {
    var accepted = 0
    try file.eachRow { if $0.outcome == .accepted { accepted += 1 } }
    guard accepted == rows - left else { exit(70) }
}
try file.close()
