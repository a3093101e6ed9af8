import Composition

/// Which rows have which files of their own, to find a file that two people would get and one that nobody does.
struct AttachmentUse {
    private let composer: Composer
    private var scratch: Scratch
    /// The first row that sends the file; 0 while only rows have it that send nothing.
    private var firstRows: [[UInt8]: Int] = [:]
    private var folders: Set<[UInt8]> = []
    private var uses = 0
    private var sharing: [(path: [UInt8], row: Int, line: Int, first: Int, original: [UInt8])] = []
    private var sharedUses = 0
    private var isFull = false

    /// Files that are kept in mind; with more, nothing is said of those that nobody gets.
    private static let limit = 200_000
    private static let folderLimit = 100
    private static let named = 11

    init?(_ composer: Composer) {
        guard composer.hasOwnFiles else { return nil }
        self.composer = composer
        scratch = composer.makeScratch()
    }

    /// - Parameter isSent: whether the row makes a message.
    mutating func note(_ row: Row, number: Int, line: Int, isSent: Bool, original: [UInt8]) {
        for path in composer.ownFiles(of: row, scratch: &scratch) {
            noteFolder(of: path)
            let first = firstRows[path]
            if isSent { uses += 1 }
            if isSent, let first, first > 0 {
                sharedUses += 1
                if sharing.count < Self.named {
                    sharing.append((path, number, line, first, original))
                }
            } else if first == nil || isSent {
                guard first != nil || firstRows.count < Self.limit else {
                    isFull = true
                    continue
                }
                firstRows[path] = isSent ? number : 0
            }
        }
    }

    private mutating func noteFolder(of path: [UInt8]) {
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")), slash > 0, folders.count < Self.folderLimit
        else {
            return
        }
        folders.insert(Array(path[..<slash]))
    }

    func finish(_ found: (Finding) -> Void) {
        findShared(found)
        guard !isFull else { return }
        let fixed = Set(composer.staticAttachments.map { Array($0.path.utf8) })
        var unused: [[UInt8]] = []
        for folder in folders.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            unused += composer.files(in: folder).filter { firstRows[$0] == nil && !fixed.contains($0) }
        }
        guard !unused.isEmpty else { return }
        let names = unused.prefix(5).map { String(decoding: $0, as: UTF8.self) }
        found(Finding(place: .campaign, subject: .unusedFiles(names, count: unused.count)))
    }

    /// Where most files go to several rows, they are nobody's own: one for each language, say.
    private func findShared(_ found: (Finding) -> Void) {
        guard let first = sharing.first, sharedUses < uses - sharedUses else { return }
        var finding = Finding(
            place: .row(first.row, line: first.line, cell: nil, original: first.original),
            subject: .sharedFile(String(decoding: first.path, as: UTF8.self), firstRow: first.first))
        finding.others = sharing.dropFirst().map(\.row)
        finding.otherCount = sharedUses - 1
        found(finding)
    }
}
