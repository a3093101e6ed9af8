import Configuration
import Foundation
import TestSupport
import Testing

/// Who may configure what others send.
@Suite("A configuration file on the disk")
struct FileTrustTests {
    private func read(_ path: String, _ standing: ConfigurationFile.Standing) -> [ConfigurationFault.Problem]?
    {
        do throws(ConfigurationFaults) {
            let file = try ConfigurationFile.read(
                path, standing: standing, vocabulary: Words.vocabulary, home: nil)
            return file == nil ? nil : []
        } catch {
            return error.faults.map(\.problem)
        }
    }

    @Test("that everybody may write is refused when it was only found")
    func writable() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("merganser.yaml", "yes: true\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: path)
        #expect(read(path, .found) == [.writableByOthers])
        #expect(read(path, .named) == [])
    }

    @Test("that belongs to somebody else is refused when it was only found", .enabled(if: geteuid() == 0))
    func foreign() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("merganser.yaml", "yes: true\n")
        try #require(chown(path, 12_345, 12_345) == 0)
        #expect(read(path, .found) == [.belongsToOthers])
        #expect(read(path, .named) == [])
    }

    @Test("that is not there is none, unless it was named")
    func missing() throws {
        let folder = try TemporaryFolder()
        #expect(read(folder("c"), .found) == nil)
        #expect(read(folder("c"), .users) == nil)
        #expect(read(folder("c"), .named) == [.unreadable(code: ENOENT)])
        #expect(read(folder.path, .named) == [.unreadable(code: EISDIR)])
    }

    @Test("of more than a mebibyte is taken for a mistake")
    func large() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("c", String(repeating: "#", count: ConfigurationFile.sizeLimit + 1))
        #expect(read(path, .users) == [.tooLarge(limit: ConfigurationFile.sizeLimit)])
    }
}
