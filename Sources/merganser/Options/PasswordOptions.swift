import ArgumentParser
import CampaignRun
import Glibc

/// Where the password comes from: never from an argument, which every user of the machine can read.
struct PasswordOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Read the password from the first line of this file.", valueName: "file"))
    var passwordFile: String?

    @Option(help: ArgumentHelp("Read the password from this environment variable.", valueName: "variable"))
    var passwordEnv: String?

    @Option(
        help: ArgumentHelp(
            "Run this shell command; its first output line is the password.", valueName: "command"))
    var passwordCommand: String?

    var isGiven: Bool { passwordFile != nil || passwordEnv != nil || passwordCommand != nil }

    func validate() throws {
        guard [passwordFile, passwordEnv, passwordCommand].compactMap({ $0 }).count <= 1 else {
            throw ValidationError("Give one of --password-file, --password-env and --password-command.")
        }
    }

    /// - Throws: ``SecretFault``; it never holds any of the secret.
    func read() throws(SecretFault) -> [UInt8] {
        if let passwordFile { return try Self.secret(inFile: passwordFile) }
        if let passwordEnv { return try Self.secret(inEnvironment: passwordEnv) }
        if let passwordCommand { return try Self.fromCommand(passwordCommand) }
        return []
    }

    /// The first line of a file that nobody else can read.
    static func secret(inFile path: String) throws(SecretFault) -> [UInt8] {
        // Opened without waiting, and read with: a FIFO that nobody writes is empty, `<(…)` is read to its end.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, code: errno) }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        guard let file = fdopen(descriptor, "r") else {
            close(descriptor)
            throw .unreadable(path: path, code: errno)
        }
        defer { fclose(file) }
        var status = stat()
        guard fstat(fileno(file), &status) == 0 else { throw .unreadable(path: path, code: errno) }
        guard KeyFile.isPrivate(status) else { throw .readableByOthers(path: path) }
        return try firstLine(of: file, source: path)
    }

    /// The value of a variable, which programs that are started from here do not get.
    static func secret(inEnvironment name: String) throws(SecretFault) -> [UInt8] {
        guard let value = getenv(name) else { throw .noSuchVariable(name) }
        // Octets as they are: going through String would replace those that are not UTF-8.
        let secret = (0..<strlen(value)).map { UInt8(bitPattern: value[$0]) }
        // Programs that are started from here have no business with it.
        unsetenv(name)
        guard !secret.isEmpty else { throw .empty(source: name) }
        return secret
    }

    /// Seconds a token command may take.
    private static let tokenPatience = 60

    /// The first line that a shell command prints in a minute's time.
    ///
    /// - Throws: ``SecretFault``; it never holds any of the secret.
    static func token(from command: String) throws(SecretFault) -> [UInt8] {
        do {
            return try fromCommand("timeout \(tokenPatience) sh -c \(command.shellWord)")
        } catch {
            // What timeout(1) says.
            guard case .commandFailed(status: 124) = error else { throw error }
            throw .commandTimedOut(seconds: tokenPatience)
        }
    }

    private static func fromCommand(_ command: String) throws(SecretFault) -> [UInt8] {
        guard let pipe = popen(command, "re") else { throw .commandNotRun(code: errno) }
        let line = Result { () throws(SecretFault) in
            try firstLine(of: pipe, source: "what the command printed")
        }
        // The rest is read so that the command is not ended by a closed pipe.
        while fgetc(pipe) != EOF {}
        // A command that failed has nothing to say, whatever it printed or did not print.
        let status = pclose(pipe)
        guard status != -1 else { throw .commandNotRun(code: errno) }
        // The low seven bits are the signal that ended it, the next octet is its exit status (wait(2)).
        guard status & 0x7F == 0 else { throw .commandKilled(signal: status & 0x7F) }
        guard status == 0 else { throw .commandFailed(status: (status >> 8) & 0xFF) }
        return try line.get()
    }

    private static func firstLine(of file: UnsafeMutablePointer<FILE>, source: String) throws(SecretFault)
        -> [UInt8]
    {
        var line: [UInt8] = []
        while line.count <= 4096 {
            let octet = fgetc(file)
            if octet == EOF || octet == 0x0A { break }
            line.append(UInt8(truncatingIfNeeded: octet))
        }
        guard ferror(file) == 0 else { throw .unreadable(path: source, code: errno) }
        if line.last == 0x0D { line.removeLast() }
        guard !line.isEmpty else { throw .empty(source: source) }
        guard line.count <= 4096 else { throw .tooLong(source: source) }
        return line
    }
}

/// Why a secret could not be had.
enum SecretFault: Error, Equatable {
    case unreadable(path: String, code: Int32)
    case readableByOthers(path: String)
    case noSuchVariable(String)
    case empty(source: String)
    case tooLong(source: String)
    case commandFailed(status: Int32)
    case commandTimedOut(seconds: Int)
    case commandKilled(signal: Int32)
    /// No shell could be started for it.
    case commandNotRun(code: Int32)
}
