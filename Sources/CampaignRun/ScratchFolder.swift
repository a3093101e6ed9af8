import Glibc

/// A folder of one's own where temporary files go; nothing of it is left.
package final class ScratchFolder {
    package let path: String

    /// - Throws: ``FileFault``.
    package init() throws(FileFault) {
        let place = TemporaryPlace.folder
        // mkdtemp(3) puts six letters in place of the XXXXXX: no two processes get the same folder.
        var template = Array((place + "/merganser-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw FileFault(path: place, operation: .create, code: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // The folder is this process's alone, and what it makes in it are files.
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                unlink(path + "/" + name)
            }
            closedir(folder)
        }
        rmdir(path)
    }
}
