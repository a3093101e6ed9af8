/// Addresses of a long list in a file: runs, each in the order of the hashes, and a filter in memory that knows nearly
/// all addresses that are in none of them.
///
/// When there are ``mostRuns``, they become one. So to look for an address costs one read of a page a run, and only where
/// the filter says that it may be there.
final class AddressRuns {
    private static let mostRuns = 8

    private struct Run {
        /// Where it begins, in addresses from the file's start.
        let start: Int
        let count: Int
        /// The hash at the start of each page.
        let fences: [UInt64]

        var end: Int { start + count }
    }

    private var file: SeenAddressFile
    private var runs: [Run] = []
    private var filter = AddressFilter(capacity: 1 << 18)
    private var count = 0

    /// - Throws: ``FileFault``, as all of its functions.
    init() throws(FileFault) { file = try SeenAddressFile() }

    func row(of address: SeenAddress) throws(FileFault) -> Int? {
        guard filter.mayHold(address.hash) else { return nil }
        for run in runs {
            if let row = try row(of: address, in: run) { return row }
        }
        return nil
    }

    private func row(of address: SeenAddress, in run: Run) throws(FileFault) -> Int? {
        // The last page that begins below the hash, and those that begin with it.
        var page = max(0, Self.firstIndex(in: run.fences, notBelow: address.hash) - 1)
        while page < run.fences.count, run.fences[page] <= address.hash {
            let start = run.start + page * SeenAddressFile.page
            let found = try file.read(start..<min(start + SeenAddressFile.page, run.end))
            if let known = found.first(where: { $0.isSame(as: address) }) { return Int(known.row) }
            page += 1
        }
        return nil
    }

    private static func firstIndex(in hashes: [UInt64], notBelow hash: UInt64) -> Int {
        var (low, high) = (0, hashes.count)
        while low < high {
            let middle = (low + high) / 2
            if hashes[middle] < hash { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Adds addresses that are in order, and in no run yet.
    func add(_ addresses: [SeenAddress]) throws(FileFault) {
        if runs.count == Self.mostRuns { try merge() }
        var writing = RunWriting(to: file)
        for address in addresses { try writing.add(address) }
        runs.append(try finish(&writing))
        count += addresses.count
        if count <= filter.capacity {
            for address in addresses { filter.add(address.hash) }
        } else {
            try makeFilter()
        }
    }

    private func finish(_ writing: inout RunWriting) throws(FileFault) -> Run {
        try writing.flush()
        return Run(start: writing.start, count: writing.count, fences: writing.fences)
    }

    private func makeFilter() throws(FileFault) {
        filter = AddressFilter(capacity: filter.capacity * 2)
        for run in runs {
            var reading = RunReading(of: file, run.start..<run.end)
            while let address = try reading.next() { filter.add(address.hash) }
        }
    }

    /// Makes one run of all, in a new file.
    private func merge() throws(FileFault) {
        let new = try SeenAddressFile()
        var readings = runs.map { RunReading(of: file, $0.start..<$0.end) }
        var heads: [SeenAddress?] = []
        for index in readings.indices { heads.append(try readings[index].next()) }
        var writing = RunWriting(to: new)
        while true {
            var least: (index: Int, address: SeenAddress)?
            for (index, head) in heads.enumerated() {
                guard let head else { continue }
                if let known = least, known.address < head { continue }
                least = (index, head)
            }
            guard let least else { break }
            try writing.add(least.address)
            heads[least.index] = try readings[least.index].next()
        }
        runs = [try finish(&writing)]
        file = new
    }
}

/// A run on its way into a file.
private struct RunWriting {
    private static let together = 4096

    private let file: SeenAddressFile
    let start: Int
    private(set) var count = 0
    private(set) var fences: [UInt64] = []
    private var waiting: [SeenAddress] = []

    init(to file: SeenAddressFile) {
        self.file = file
        start = file.count
    }

    mutating func add(_ address: SeenAddress) throws(FileFault) {
        if count % SeenAddressFile.page == 0 { fences.append(address.hash) }
        count += 1
        waiting.append(address)
        if waiting.count == Self.together { try flush() }
    }

    mutating func flush() throws(FileFault) {
        try file.append(waiting)
        waiting.removeAll(keepingCapacity: true)
    }
}

/// A run on its way out of a file.
private struct RunReading {
    private static let together = 4096

    private let file: SeenAddressFile
    private var rest: Range<Int>
    private var buffered: [SeenAddress] = []
    private var position = 0

    init(of file: SeenAddressFile, _ range: Range<Int>) {
        self.file = file
        rest = range
    }

    mutating func next() throws(FileFault) -> SeenAddress? {
        if position == buffered.count {
            guard !rest.isEmpty else { return nil }
            buffered = try file.read(rest.prefix(Self.together))
            rest = rest.dropFirst(Self.together)
            position = 0
        }
        defer { position += 1 }
        return buffered[position]
    }
}
