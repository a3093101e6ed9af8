/// Misspellings of large mailbox providers that are seen again and again, and that are nobody's wanted address.
enum KnownDomains {
    private static let meant: [String: [String]] = [
        "gmail.com": [
            "gmial.com", "gmai.com", "gmal.com", "gamil.com", "gmaill.com", "gnail.com", "gmail.con",
            "gmail.cmo",
            "gmail.vom", "gmil.com", "gmailcom.com", "gmail.comm", "gmali.com", "gmeil.com",
        ],
        "hotmail.com": [
            "hotmial.com", "hotmal.com", "hotmai.com", "hotnail.com", "hotmail.con", "homail.com",
        ],
        "outlook.com": ["outlok.com", "outloo.com", "outlook.con", "outllok.com"],
        "yahoo.com": ["yaho.com", "yahooo.com", "yahoo.con", "yhaoo.com", "yahho.com"],
        "icloud.com": ["iclod.com", "icloud.con", "icould.com", "iclould.com"],
        "gmx.de": ["gmx.ed", "gmx.dee"],
        "web.de": ["web.ed", "wep.de"],
        "t-online.de": ["t-onlin.de", "t-onlne.de", "tonline.de"],
    ]

    private static let byMisspelling: [[UInt8]: String] = {
        var table: [[UInt8]: String] = [:]
        for (domain, misspellings) in meant {
            for misspelling in misspellings { table[Array(misspelling.utf8)] = domain }
        }
        return table
    }()

    /// The domain that is meant by a folded one; nil for one that is nobody's misspelling.
    static func meant(by domain: ArraySlice<UInt8>) -> String? {
        guard domain.count <= 16 else { return nil }
        return byMisspelling[Array(domain)]
    }
}
