import TestSupport

/// A library in C that takes the place of some of the C library's functions in the program.
enum CompiledLibrary {
    static func make(of source: String, at path: String) async throws {
        let options = ["-O1", "-shared", "-fPIC", "-o", path, source, "-ldl"]
        // The one that comes with Swift is there wherever the tests can be built.
        var result = try await Command.run("clang", options)
        if result.status != 0 { result = try await Command.run("cc", options) }
        guard result.status == 0 else {
            throw TestServerFault("\(source) does not compile: \(result.everything)")
        }
    }
}
