import Glibc

/// Where temporary files go: `TMPDIR`, else /tmp.
enum TemporaryPlace {
    static var folder: String {
        let named = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        return named.isEmpty ? "/tmp" : named
    }
}
