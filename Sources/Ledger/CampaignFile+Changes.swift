import GRDB

/// A record that may take the place of the one a row has.
package struct ChangedRecord: Equatable, Sendable {
    package var row: Int
    /// The line of the list on which it starts, from 1.
    package var line: Int
    package var address: [UInt8]
    /// Original octets.
    package var record: [UInt8]

    package init(row: Int, line: Int, address: [UInt8], record: [UInt8]) {
        self.row = row
        self.line = line
        self.address = address
        self.record = record
    }
}

extension CampaignFile {
    /// Keeps records aside, outside the file, until they are accepted or the file is closed.
    package func stage(_ records: [ChangedRecord]) throws(LedgerFault) {
        try storage().commit { database in
            try database.execute(
                sql: """
                    CREATE TEMP TABLE IF NOT EXISTS changed (
                        row INTEGER PRIMARY KEY, line INTEGER NOT NULL, address TEXT NOT NULL, record TEXT NOT NULL
                    )
                    """)
            let insert = try RawStatement(database, "INSERT OR REPLACE INTO temp.changed VALUES (?, ?, ?, ?)")
            var pool = OctetPool()
            for record in records {
                pool.removeAll()
                let (address, original) = (pool.add(record.address), pool.add(record.record))
                try pool.octets.withUnsafeBytes { octets in
                    insert.bind(record.row, at: 1)
                    insert.bind(record.line, at: 2)
                    insert.bind(address, of: octets, at: 3)
                    insert.bind(original, of: octets, at: 4)
                    try insert.run()
                }
            }
        }
    }

    /// Makes `description` what the campaign is made from, and the staged records those of their rows, and gives rows that
    /// may be claimed an outcome without an attempt: all of it in one transaction.
    ///
    /// This instance goes on saying what it said; open the file again.
    ///
    /// - Parameters:
    ///   - description: files, attachments, settings and the list's path count.
    ///   - listDigest: SHA-256 of the list; nil for the one that is there.
    ///   - results: of rows that are not in the list any more.
    package func accept(
        _ description: CampaignDescription, listDigest: [UInt8]?, skipping results: [AttemptResult] = []
    ) throws(LedgerFault) {
        let books = try books()
        try storage().commit { database in
            try books.settle(unclaimed: results, in: database)
            try database.execute(sql: "DELETE FROM file; DELETE FROM attachment")
            try description.storeFiles(in: database)
            try database.execute(
                sql: "UPDATE campaign SET list_path = ?", arguments: [description.listPath])
            for (name, value) in description.settings {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO setting VALUES (?, ?)", arguments: [name, value])
            }
            if let listDigest {
                let digest = try RawStatement(database, "UPDATE campaign SET list_digest = ?")
                try listDigest.withUnsafeBytes { octets in
                    digest.bind(0..<octets.count, of: octets, as: .blob, at: 1)
                    try digest.run()
                }
            }
            guard try Self.hasStaged(database) else { return }
            try database.execute(
                sql: """
                    UPDATE recipient SET line = changed.line, address = changed.address, record = changed.record
                    FROM temp.changed AS changed WHERE recipient.row = changed.row
                    """)
        }
    }

    /// The records that are kept aside for rows from `first` to `last`.
    package func staged(from first: Int, through last: Int) throws(LedgerFault) -> [Int: [UInt8]] {
        try storage().read { database in
            guard try Self.hasStaged(database) else { return [:] }
            let statement = try RawStatement(
                database, "SELECT row, record FROM temp.changed WHERE row BETWEEN ?1 AND ?2")
            statement.bind(first, at: 1)
            statement.bind(last, at: 2)
            var found: [Int: [UInt8]] = [:]
            while try statement.next() { found[statement.integer(0)] = statement.octets(1) }
            return found
        }
    }

    private static func hasStaged(_ database: Database) throws -> Bool {
        let found = try RawStatement(
            database, "SELECT count(*) FROM sqlite_temp_master WHERE name = 'changed'")
        defer { found.reset() }
        return try found.next() && found.integer(0) > 0
    }
}
