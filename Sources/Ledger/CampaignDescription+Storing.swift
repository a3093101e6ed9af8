import GRDB

extension CampaignDescription {
    /// What a campaign file says of itself.
    struct Stored {
        var description: CampaignDescription
        var listDigest: [UInt8]?
        var durability: Durability
    }

    func store(in database: Database, durability: Durability) throws {
        try database.insert(
            into: "campaign", .text(id), .text(name), .integer(Int(createdAt)), .text(listPath), .null,
            .octets(header), .integer(Int(delimiter)), .text(durability.rawValue))
        try storeFiles(in: database)
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
            try database.insert(into: "setting", .text(name), .text(value))
        }
    }

    /// Files and attachments alone.
    func storeFiles(in database: Database) throws {
        for file in files {
            try database.insert(into: "file", .text(file.role), .text(file.path), .octets(file.octets))
        }
        for attachment in attachments {
            try database.insert(
                into: "attachment", .text(attachment.path), .integer(attachment.size),
                .octets(attachment.sha256))
        }
    }

    /// Reads it back; nil when the file holds none.
    static func load(from database: Database) throws -> Stored? {
        let campaign = try RawStatement(database, "SELECT * FROM campaign")
        guard try campaign.next() else { return nil }
        defer { campaign.reset() }
        return Stored(
            description: CampaignDescription(
                id: campaign.text(0) ?? "", name: campaign.text(1) ?? "",
                createdAt: campaign.time(2),
                files: try rows(of: database, "SELECT role, path, octets FROM file ORDER BY rowid") {
                    StoredFile(role: $0.text(0) ?? "", path: $0.text(1) ?? "", octets: $0.octets(2))
                },
                listPath: campaign.text(3) ?? "", header: campaign.octets(5),
                delimiter: UInt8(truncatingIfNeeded: campaign.integer(6)),
                attachments: try rows(
                    of: database, "SELECT path, size, sha256 FROM attachment ORDER BY rowid"
                ) {
                    StoredAttachment(path: $0.text(0) ?? "", size: $0.integer(1), sha256: $0.octets(2))
                },
                settings: Dictionary(
                    try rows(of: database, "SELECT name, value FROM setting") {
                        ($0.text(0) ?? "", $0.text(1) ?? "")
                    }, uniquingKeysWith: { $1 })),
            listDigest: campaign.optionalOctets(4),
            durability: campaign.text(7).flatMap(Durability.init) ?? .full)
    }

    private static func rows<Value>(
        of database: Database, _ sql: String, _ value: (RawStatement) -> Value
    ) throws -> [Value] {
        let statement = try RawStatement(database, sql)
        var values: [Value] = []
        while try statement.next() { values.append(value(statement)) }
        return values
    }
}

private enum StoredValue {
    case null
    case integer(Int)
    case text(String)
    case octets([UInt8])
}

extension Database {
    fileprivate func insert(into table: String, _ values: StoredValue...) throws {
        let places = values.map { _ in "?" }.joined(separator: ", ")
        let statement = try RawStatement(self, "INSERT INTO \(table) VALUES (\(places))")
        var pool = OctetPool()
        var ranges: [Range<Int>?] = []
        for value in values {
            switch value {
            case .null, .integer: ranges.append(nil)
            case .text(let text): ranges.append(pool.add(text))
            case .octets(let octets): ranges.append(pool.add(octets))
            }
        }
        try pool.octets.withUnsafeBytes { octets in
            for (index, value) in values.enumerated() {
                let position = Int32(index + 1)
                switch value {
                case .integer(let number): statement.bind(number, at: position)
                case .octets: statement.bind(ranges[index], of: octets, as: .blob, at: position)
                case .null, .text: statement.bind(ranges[index], of: octets, at: position)
                }
            }
            try statement.run()
        }
    }
}
