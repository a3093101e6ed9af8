import COpenSSL

/// OpenSSL's list of errors, one for each thread.
///
/// Whoever reads it must have emptied it before the call that failed, and must read it before anything else
/// is called on this thread; otherwise it tells of another connection's trouble.
enum ErrorQueue {
    /// One entry.
    struct Entry {
        let library: Int32
        let reason: Int32
        let text: String

        fileprivate init(_ code: UInt) {
            library = merganser_ERR_GET_LIB(code)
            reason = merganser_ERR_GET_REASON(code)
            text = ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
        }

        func isOf(_ library: Int32, _ reason: Int32) -> Bool {
            self.library == library && self.reason == reason
        }
    }

    static func clear() {
        ERR_clear_error()
    }

    /// Takes all entries, the earliest first: that one is usually the cause, the later ones its consequences.
    static func drain() -> [Entry] {
        var entries: [Entry] = []
        while true {
            let code = ERR_get_error()
            guard code != 0 else { return entries }
            entries.append(Entry(code))
        }
    }

    /// Takes all entries and gives the words of the first.
    static func reason() -> String {
        drain().first?.text ?? "no reason given"
    }
}
