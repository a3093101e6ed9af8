import CSV
import Composition
import Cryptography
import Foundation

// Measures composing alone: CPU of this thread per message, for the shapes that a message can have.
// Usage: composing-benchmark FOLDER [MESSAGES]   FOLDER is what Benchmarks/make_campaign.py wrote.

/// CPU time of this thread in nanoseconds.
func threadTime() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// The list's columns, and its first thousand rows.
func readRows(_ path: String) throws -> (columns: [String], rows: [Row]) {
    guard let octets = FileManager.default.contents(atPath: path) else { throw CocoaError(.fileNoSuchFile) }
    var rest: [UInt8]? = Array(octets)
    var reader = try ListReader { buffer in
        buffer = rest ?? []
        rest = nil
    }
    var rows: [Row] = []
    var record = Record()
    while rows.count < 1000, try reader.next(into: &record) {
        rows.append(Row(octets: record.octets, ends: record.ends))
    }
    return (reader.header.names, rows)
}

let folder = CommandLine.arguments.dropFirst().first ?? "."
let messages = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 100_000
let (columns, rows) = try readRows(folder + "/list.csv")
let message = FileManager.default.contents(atPath: folder + "/newsletter.eml").map(Array.init) ?? []
let html = FileManager.default.contents(atPath: folder + "/newsletter.html").map(Array.init) ?? []
let headers = message.prefix(
    message.count - (message.firstRange(of: Array("\n\n".utf8)).map { message.count - $0.lowerBound } ?? 0))
try Data(repeating: 0x41, count: 1 << 20).write(to: URL(fileURLWithPath: folder + "/attachment.bin"))

/// What signs with the key that Benchmarks/run.sh made.
func signer(_ file: String) throws -> DKIMSigner {
    let pem = FileManager.default.contents(atPath: folder + "/" + file).map(Array.init) ?? []
    return DKIMSigner([
        DKIMSigner.Signatory(
            identity: try DKIMIdentity(selector: "s", domain: nil), key: try PrivateKey(pem: pem))
    ])
}

/// Prints a line of the table for one shape of message.
func measure(_ label: String, message: [UInt8], html: [UInt8]?, signer: DKIMSigner? = nil) throws {
    let composer = try Composer(
        compiling: TemplateSource(
            message: SourceFile(path: "newsletter.eml", octets: message),
            html: html.map { SourceFile(path: "newsletter.html", octets: $0) }, root: folder),
        columns: columns, settings: CompositionSettings(campaignID: Array("benchmark".utf8)))
    var scratch = composer.makeScratch()
    var made = Message()
    var signing = DKIMScratch()
    var octets = 0
    var best = Int64.max
    for _ in 0..<5 {
        let start = threadTime()
        for number in 0..<(messages / 5) {
            try composer.compose(
                rows[number % rows.count], number: number + 1, date: 1_800_000_000, scratch: &scratch,
                into: &made)
            try signer?.sign(&made, date: 1_800_000_000, scratch: &signing)
            octets = max(octets, made.size)
        }
        best = min(best, threadTime() - start)
    }
    let microseconds = Double(best) / 1000 / Double(messages / 5)
    print("| \(label) | \(octets) | \(String(format: "%.2f", microseconds)) |")
}

print("| message | octets | CPU µs to compose |")
print("|---|---|---|")
try measure(
    "headers and one line of text", message: headers + Array("\n\nHello {{ first_name }}\n".utf8), html: nil)
try measure("text", message: message, html: nil)
try measure("HTML", message: headers + Array("\n\n".utf8), html: html)
try measure("text and HTML", message: message, html: html)
try measure(
    "text, HTML and a shared attachment of 1 MiB", message: Array("Attach: attachment.bin\n".utf8) + message,
    html: html)
try measure("text and HTML, DKIM Ed25519", message: message, html: html, signer: signer("ed25519.pem"))
try measure("text and HTML, DKIM RSA-2048", message: message, html: html, signer: signer("rsa.pem"))
