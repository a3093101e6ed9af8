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

    /// - Parameter file: nil for a message that was not written.
    mutating func add(_ stop: ListWalk.Stop, file name: String?, digest: [UInt8]) throws(FileFault) {
        var object = place(of: stop)
        object.add("file", name)
        object.add("to", stop.message.recipients.first?.octets ?? [])
        object.add("octets", stop.message.size)
        object.add("digest", digest.hexadecimal)
        try add(object)
    }

    mutating func add(problem: String, _ stop: ListWalk.Stop) throws(FileFault) {
        var object = place(of: stop)
        object.add("notSent", problem)
        try add(object)
    }

    private func place(of stop: ListWalk.Stop) -> JSONObject {
        var object = JSONObject()
        object.add("row", stop.row)
        object.add("line", stop.line)
        if stop.rows > 1 { object.add("rows", stop.rows) }
        return object
    }

    private mutating func add(_ object: JSONObject) throws(FileFault) {
        var object = object
        try file.write(isFirst ? "\n" : ",\n")
        isFirst = false
        try file.write(object.finish())
    }

    /// - Parameter messages: written or not.
    func close(approval: Approval, messages: Int) throws(FileFault) {
        try file.write("\n],\"messages\":\(messages),\"digest\":\"\(approval.text)\"}\n")
        try file.close()
    }
}
