import Composition

/// `manifest.json` of a dry run: each message's file, address, size and digest, and one digest over all.
///
/// It has its name once it is closed: the folder of a dry run that was stopped has none.
struct Manifest {
    private let file: OutputFile
    private var isFirst = true

    init(path: String) throws(FileFault) {
        file = try OutputFile(path: path, mode: .replace)
        try file.write("{\"rows\":[")
    }

    mutating func add(name: String, row: Int, line: Int, message: Message, digest: [UInt8]) throws(FileFault)
    {
        var object = JSONObject()
        object.add("row", row)
        object.add("line", line)
        object.add("file", name)
        object.add("to", message.recipients.first?.octets ?? [])
        object.add("octets", message.size)
        object.add("sha256WithoutDate", digest.hexadecimal)
        try add(object)
    }

    mutating func add(problem: String, row: Int, line: Int) throws(FileFault) {
        var object = JSONObject()
        object.add("row", row)
        object.add("line", line)
        object.add("notSent", problem)
        try add(object)
    }

    private mutating func add(_ object: JSONObject) throws(FileFault) {
        var object = object
        try file.write(isFirst ? "\n" : ",\n")
        isFirst = false
        try file.write(object.finish())
    }

    /// - Parameter digest: SHA-256 over the digests of all messages, in order.
    func close(digest: String, messages: Int) throws(FileFault) {
        try file.write("\n],\"messages\":\(messages),\"digest\":\"\(digest)\"}\n")
        try file.close()
    }
}
