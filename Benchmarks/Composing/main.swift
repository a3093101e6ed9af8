import Allocations
import CSV
import Composition
import Cryptography
import Foundation

// Measures composing alone: CPU of this thread per message and how often it asks for memory, for the shapes that a
// message can have.
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

/// S/MIME by the key and certificate that Benchmarks/run.sh made.
func smimeSigner() throws -> SMIMESigner {
    let certificate = FileManager.default.contents(atPath: folder + "/mail-cert.pem").map(Array.init) ?? []
    let key = FileManager.default.contents(atPath: folder + "/mail-key.pem").map(Array.init) ?? []
    return SMIMESigner(try CMSSigner(certificates: certificate, key: key))
}

/// Prints a line of the table for one shape of message.
func measure(
    _ label: String, message: [UInt8], html: [UInt8]? = nil, signer: DKIMSigner? = nil,
    smime: SMIMESigner? = nil
) throws {
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
    var fewest = Double.infinity
    for _ in 0..<5 {
        let start = threadTime()
        let allocations = allocations_of_this_thread()
        for number in 0..<(messages / 5) {
            try composer.compose(
                rows[number % rows.count], number: number + 1, date: 1_800_000_000, scratch: &scratch,
                into: &made)
            try smime?.sign(&made, date: 1_800_000_000)
            try signer?.sign(&made, date: 1_800_000_000, scratch: &signing)
            octets = max(octets, made.size)
        }
        best = min(best, threadTime() - start)
        fewest = min(
            fewest, Double(allocations_of_this_thread() - allocations) / Double(messages / 5))
    }
    let microseconds = Double(best) / 1000 / Double(messages / 5)
    print("| \(label) | \(octets) | \(String(format: "%.2f | %.2f", microseconds, fewest)) |")
}

/// What authors use for each row: filters, conditions, loops.
let busy = """
    {% assign total = balance | plus: 10 %}{% assign words = company | split: " " %}
    Dear {{ first_name | upcase }} {{ last_name | capitalize | default: "friend" }},
    your {{ plan | upcase }} plan renews on {{ renewal | date: "%-d %B %Y" }}.
    You owe {{ balance | money }}, {{ total | round: 1 }} in all.
    {% if balance > 500 and country == "Germany" %}That is much.{% elsif balance > 0 %}That is little.{% endif %}
    {% for word in words %}{{ forloop.index }}: {{ word | downcase }}
    {% endfor %}
    {{ agent | replace: "Ada", "A." }} / {{ phone | remove: " " }} / {{ code | slice: 1, 4 }} / {{ city | append: "!" }}
    """
let filters: [(String, String)] = [
    ("upcase", "{{ first_name | upcase }}"), ("capitalize", "{{ plan | capitalize }}"),
    ("default", "{{ first_name | default: 'friend' }}"), ("date", "{{ renewal | date: '%-d %B %Y' }}"),
    ("money", "{{ balance | money }}"), ("plus", "{{ balance | plus: 10 }}"),
    ("round", "{{ balance | round: 1 }}"),
    ("replace", "{{ agent | replace: 'Ada', 'A.' }}"), ("append", "{{ city | append: '!' }}"),
    ("if", "{% if balance > 500 and country == 'Germany' %}much{% else %}little{% endif %}"),
    ("assign", "{% assign x = city %}{{ x }}"),
    ("split and for", "{% assign words = company | split: ' ' %}{% for w in words %}{{ w }}{% endfor %}"),
]

print("| message | octets | CPU µs to compose | allocations a message |")
print("|---|---|---|---|")
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

try measure("text and HTML, S/MIME RSA-2048", message: message, html: html, smime: smimeSigner())
try measure("filters, conditions, a loop", message: headers + Array("\n\n\(busy)\n".utf8))
for (name, line) in filters {
    try measure("one line with \(name)", message: headers + Array("\n\n\(line)\n".utf8))
}
