import TestSupport

/// A library that takes the place of system calls in the program under test.
enum PreloadedLibrary {
    /// Compiles one C file of this package into a shared library at `path`.
    static func compile(_ source: String, to path: String) async throws {
        let options = ["-O1", "-shared", "-fPIC", "-o", path, Merganser.packageRoot + "/" + source, "-ldl"]
        // The one that comes with Swift is there wherever the tests can be built.
        var result = try await Command.run("clang", options)
        if result.status != 0 { result = try await Command.run("cc", options) }
        guard result.status == 0 else {
            throw TestServerFault("\(source) does not compile: \(result.everything)")
        }
    }
}
