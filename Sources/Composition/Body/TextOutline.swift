/// Writes plain text whose gaps (a space, a line end, an empty line) are decided when it is known what follows.
///
/// Liquid blocks run through the text, so a gap may be owed on one path and not on another. What each branch owes is
/// remembered at its end, and written there if it turns out that the paths differ; so every path through the template
/// gives text with the same gaps as if it were the only one.
struct TextOutline {
    enum Gap: Int, Comparable {
        case none, space, line, paragraph

        static func < (first: Gap, second: Gap) -> Bool { first.rawValue < second.rawValue }
    }

    /// A path that leads to where the text stands now.
    private struct Path: Equatable {
        /// The gap that is owed, and what stands there already.
        var owed = Gap.none
        var written = Gap.none
        /// The chunk at the end of this branch; nil where there is but one path.
        var slot: Int?
        /// The branch has no tag of its own yet.
        var needsElse = false

        func matches(_ other: Path) -> Bool { owed == other.owed && written == other.written }
    }

    private struct Block {
        var entry: [Path]
        var ends: [Path] = []
        var isComplete = false
        let name: String
        var isBeforeFirstBranch: Bool
    }

    private var chunks: [[UInt8]] = [[]]
    private var paths = [Path(written: .paragraph)]
    private var blocks: [Block] = []
    /// What every line begins with here.
    var prefix: [UInt8] = []
    private var lastPrefix: [UInt8] = []
    /// What replaces the end of the prefix in the next line: the sign or number of a list item.
    var marker: (width: Int, text: [UInt8])?

    /// Everything that was written.
    var text: [UInt8] { Array(chunks.joined()) }

    /// How many blocks are open.
    var depth: Int { blocks.count }

    /// Whether what follows begins a line.
    var isLineOwed: Bool { paths.contains { $0.owed >= .line } }

    /// Asks for a gap before what follows.
    mutating func want(_ gap: Gap) {
        for index in paths.indices { paths[index].owed = max(paths[index].owed, gap) }
    }

    /// Asks for another line end.
    mutating func breakLine() {
        for index in paths.indices {
            paths[index].owed = max(paths[index].owed, paths[index].written) >= .line ? .paragraph : .line
        }
    }

    /// Appends what is to be read.
    mutating func append(_ content: some Sequence<UInt8>) {
        settle()
        chunks[chunks.count - 1].append(contentsOf: content)
    }

    /// Appends what says more about the word before it: a space stands between the two, and one that was owed already
    /// stands behind.
    mutating func appendAside(_ content: [UInt8]) {
        let isSpaceOwed = paths.allSatisfy { $0.owed == .space }
        want(.space)
        append(content)
        if isSpaceOwed { want(.space) }
    }

    /// Appends what only Liquid sees.
    mutating func appendTag(_ mark: [UInt8]) {
        chunks[chunks.count - 1] += mark
    }

    // MARK: Gaps

    /// Writes the gap that is owed: here if it is the same on every path, else at the ends of the branches.
    private mutating func settle() {
        let gaps = paths.map { gap(of: $0) }
        if let first = gaps.first, gaps.allSatisfy({ $0 == first }) {
            chunks[chunks.count - 1] += first
        } else {
            for (path, gap) in zip(paths, gaps) where !gap.isEmpty {
                guard let slot = path.slot else { continue }
                chunks[slot] += (path.needsElse ? elseMark : []) + gap
            }
        }
        paths = [Path()]
        marker = nil
        lastPrefix = prefix
    }

    /// The mark of an `{% else %}`, for branches that the author did not write.
    private let elseMark: [UInt8]

    init(elseMark: [UInt8]) {
        self.elseMark = elseMark
    }

    private func gap(of path: Path) -> [UInt8] {
        var gap = lineEnds(of: path)
        guard max(path.owed, path.written) >= .line else { return gap }
        gap += prefix.dropLast(marker?.width ?? 0)
        return gap + (marker?.text ?? [])
    }

    private func lineEnds(of path: Path) -> [UInt8] {
        guard path.owed > path.written else { return [] }
        switch path.owed {
        case .none: return []
        case .space: return [0x20]
        case .line: return [0x0A]
        case .paragraph:
            guard path.written < .line else { return [0x0A] }
            let common = zip(prefix, lastPrefix).prefix { $0 == $1 }.map { $0.0 }
            let end = common.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? 0
            return [0x0A] + common[..<end] + [0x0A]
        }
    }

    /// Writes the line ends that are owed now, whatever follows.
    private mutating func settleNow() {
        guard marker == nil else { return settle() }
        guard paths.dropFirst().allSatisfy({ $0.matches(paths[0]) }) else { return settle() }
        chunks[chunks.count - 1] += lineEnds(of: paths[0])
        paths = [Path(written: max(paths[0].owed, paths[0].written))]
    }

    // MARK: Blocks

    /// Opens a block of alternatives, a loop, or a capture.
    mutating func open(_ name: String, _ mark: [UInt8]) {
        switch name {
        case "for", "tablerow", "ifchanged": settleNow()
        case "capture": break
        default:
            let isMixed = !paths.dropFirst().allSatisfy { $0.matches(paths[0]) }
            if marker != nil || isMixed { settle() } else { paths = [paths[0]] }
            paths[0].slot = nil
        }
        blocks.append(
            Block(entry: paths, name: name, isBeforeFirstBranch: name.utf8.elementsEqual("case".utf8)))
        if name.utf8.elementsEqual("capture".utf8) { paths = [Path(written: .paragraph)] }
        appendTag(mark)
    }

    /// Begins another branch of the innermost block.
    mutating func branch(isLast: Bool, _ mark: [UInt8]) {
        guard var block = blocks.popLast() else { return appendTag(mark) }
        if block.name.utf8.elementsEqual("for".utf8) {
            settleNow()
        } else if !block.isBeforeFirstBranch {
            block.ends += endPaths()
        }
        block.isBeforeFirstBranch = false
        block.isComplete = block.isComplete || isLast
        paths = block.entry
        blocks.append(block)
        appendTag(mark)
    }

    /// Closes the innermost block.
    mutating func close(_ mark: [UInt8]) {
        guard var block = blocks.popLast() else { return appendTag(mark) }
        switch block.name {
        case "capture":
            paths = block.entry
        case "for", "tablerow", "ifchanged":
            settleNow()
            let written = min(block.entry[0].written, paths[0].written)
            paths = [Path(written: written)]
        default:
            block.ends += endPaths()
            if !block.isComplete {
                var path = block.entry[0]
                (path.slot, path.needsElse) = (addSlot(), true)
                block.ends.append(path)
            }
            paths = block.ends
        }
        appendTag(mark)
    }

    private mutating func endPaths() -> [Path] {
        guard paths.count == 1 else { return paths }
        var path = paths[0]
        path.slot = addSlot()
        path.needsElse = false
        return [path]
    }

    private mutating func addSlot() -> Int {
        chunks += [[], []]
        return chunks.count - 2
    }
}
