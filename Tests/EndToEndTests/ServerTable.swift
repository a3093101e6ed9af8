import Glibc
import Synchronization

/// What was seen of real servers, printed when the test run ends.
enum ServerTable {
    private static let rows = Mutex<[[String]]>([])

    /// One row: server, way, flights, connections, messages sent again.
    static func add(_ row: [String]) {
        rows.withLock { rows in
            if rows.isEmpty { atexit { ServerTable.show() } }
            rows.append(row)
        }
    }

    private static func show() {
        let all = [["server", "way", "flight", "connections", "retries"]] + rows.withLock { $0 }
        let widths = all[0].indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        for row in all {
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            print("| " + cells.joined(separator: " | ") + " |")
        }
    }
}
