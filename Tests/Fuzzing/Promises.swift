import Glibc

/// Ends the process: something that must hold of every input does not.
func broken(_ promise: String) -> Never {
    print("broken: \(promise)")
    abort()
}

extension [UInt8] {
    /// The octets before the first zero, and those behind it: one input for two values.
    func split() -> (first: [UInt8], second: [UInt8]) {
        guard let zero = firstIndex(of: 0) else { return (self, []) }
        return (Array(self[..<zero]), Array(self[(zero + 1)...]))
    }

    /// Whether no CR stands without LF, and no LF without CR.
    var hasNoBareLineEnd: Bool {
        for index in indices {
            if self[index] == 0x0A, index == 0 || self[index - 1] != 0x0D { return false }
            if self[index] == 0x0D, index + 1 == count || self[index + 1] != 0x0A { return false }
        }
        return true
    }
}
