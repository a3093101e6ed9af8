import Ledger

/// What became of rows, by the domain of their address.
package struct DomainTable: Sendable {
    package struct Entry: Equatable, Sendable {
        /// In lower case; empty for rows without an address.
        package let domain: [UInt8]
        package fileprivate(set) var figures = Figures()
    }

    /// Domains told apart at the most.
    static let mostDomains = 100_000

    private var indices: [[UInt8]: Int] = [:]
    private var entries: [Entry] = []
    /// Rows of domains beyond ``mostDomains``.
    package private(set) var uncounted = 0

    package init() {}

    /// - Parameter address: as the list has it, without a name; may be anything, also empty.
    package mutating func count(_ outcome: Outcome, of address: [UInt8]) {
        let domain = Self.domain(of: address)
        if let index = indices[domain] {
            entries[index].figures[outcome] += 1
        } else if entries.count < Self.mostDomains {
            indices[domain] = entries.count
            entries.append(Entry(domain: domain))
            entries[entries.count - 1].figures[outcome] += 1
        } else {
            uncounted += 1
        }
    }

    /// How many domains there are, the nameless one of rows without an address included.
    package var domains: Int { entries.count }

    /// Those with the most rows, the first seen first among equals.
    package func largest(_ limit: Int) -> [Entry] {
        let order = entries.enumerated().sorted {
            ($1.element.figures.rows, $0.offset) < ($0.element.figures.rows, $1.offset)
        }
        return order.prefix(limit).map(\.element)
    }

    private static func domain(of address: [UInt8]) -> [UInt8] {
        guard let at = address.lastIndex(of: UInt8(ascii: "@")) else { return [] }
        return address[(at + 1)...].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}
