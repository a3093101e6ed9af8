import Glibc

/// Runs `openssl` in a folder, for certificates no library of ours should be able to make.
struct OpenSSLCommand {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let folder: String

    func callAsFunction(_ arguments: String...) throws {
        let log = folder + "/openssl.log"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)

        let shell = ["sh", "-c", #"cd "$0" && exec openssl "$@""#, folder]
        var words = (shell + arguments).map { strdup($0) }
        words.append(nil)
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, "/bin/sh", &actions, nil, words, environ)
        guard code == 0 else {
            throw Failure(description: "cannot run sh: \(String(cString: strerror(code)))")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        guard status != 127 << 8 else {
            throw Failure(
                description: "these tests need the openssl command line, which is not there; install openssl")
        }
        guard status == 0 else {
            let said = try? TestFile.read(log)
            throw Failure(
                description: "openssl \(arguments.joined(separator: " ")): status \(status): \(said ?? "")")
        }
    }
}

/// Files by their path, without Foundation.
enum TestFile {
    static func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        let written = Glibc.write(descriptor, text, text.utf8.count)
        guard descriptor >= 0, written == text.utf8.count, close(descriptor) == 0 else {
            throw OpenSSLCommand.Failure(description: "cannot write \(path)")
        }
    }

    static func read(_ path: String) throws -> String {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw OpenSSLCommand.Failure(description: "cannot read \(path)") }
        defer { close(descriptor) }
        var octets: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &part, part.count)
            guard count > 0 else { return String(decoding: octets, as: UTF8.self) }
            octets += part[..<count]
        }
    }
}
