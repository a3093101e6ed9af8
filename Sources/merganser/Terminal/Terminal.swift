import CampaignRun
import Glibc
import SMTP
import Synchronization

/// What a person at a terminal sees and answers.
enum Terminal {
    /// Somebody can read and answer: standard input and output are terminals.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    /// Progress may be redrawn in place.
    static var isRedrawable: Bool {
        isatty(STDERR_FILENO) == 1 && getenv("TERM").map { String(cString: $0) } != "dumb"
    }

    static var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
        return Int(size.ws_col)
    }

    /// Prints lines on standard output.
    static func print(_ lines: [String]) {
        for line in lines { write(line + "\n", to: STDOUT_FILENO) }
    }

    /// Prints lines on standard error.
    static func complain(_ lines: [String]) {
        for line in lines { write(line + "\n", to: STDERR_FILENO) }
    }

    /// Why standard output took not all that was printed, as far as that is a fault: who closes a pipe has read enough.
    static var outputFault: FileFault? {
        let code = outputFailure.load(ordering: .relaxed)
        return code == 0 || code == EPIPE ? nil : FileFault(path: "-", operation: .write, code: code)
    }

    private static let outputFailure = Atomic<Int32>(0)

    /// Writes all of the text, unless a write fails.
    ///
    /// A failed write is passed over here: outcomes are in the campaign file. What becomes of a command that only
    /// prints is ``outputFault``'s matter.
    static func write(_ text: String, to descriptor: Int32) {
        let octets = Array(text.utf8)
        var start = 0
        while start < octets.count {
            let wrote = octets[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if wrote < 0 && errno == EINTR { continue }
            guard wrote > 0 else {
                if descriptor == STDOUT_FILENO { outputFailure.store(errno, ordering: .relaxed) }
                return
            }
            start += wrote
        }
    }

    /// Asks a yes-or-no question; anything but yes is no, and so is the end of the input.
    ///
    /// - Parameter interruption: no, too, when it is requested before there is an answer.
    static func confirms(_ question: String, unless interruption: Interruption) -> Bool {
        write("\(question) [y/N] ", to: STDOUT_FILENO)
        var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        // Less than 0 is a poll that the process was stopped in and continued.
        while poll(&input, 1, 100) <= 0 {
            if interruption.isRequested {
                write("\n", to: STDOUT_FILENO)
                return false
            }
        }
        guard let answer = readLine() else {
            write("\n", to: STDOUT_FILENO)
            return false
        }
        return ["y", "yes"].contains(answer.lowercased())
    }
}

extension Int {
    /// With a comma every three digits: `12,345`.
    var grouped: String {
        let digits = Array(String(magnitude).utf8)
        var text: [UInt8] = self < 0 ? [UInt8(ascii: "-")] : []
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(UInt8(ascii: ",")) }
            text.append(digit)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Int {
    /// That many of them: `1 row`, `12,345 rows`.
    func counted(_ noun: String) -> String { "\(grouped) \(noun)\(self == 1 ? "" : "s")" }
}

extension String {
    /// A file's name as a shell takes it for one word and a command for no option, for command lines to copy.
    var shellWord: String {
        let text = utf8.first == UInt8(ascii: "-") ? "./" + self : self
        let plain = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+:@%,=".utf8)
        guard text.utf8.isEmpty || !text.utf8.allSatisfy(plain.contains) else { return text }
        let quoted = text.unicodeScalars.reduce(into: "") { $0 += $1 == "'" ? "'\\''" : String($1) }
        return "'" + quoted.printable + "'"
    }

    /// With what steers made visible, so that text from a list or a server cannot steer the terminal.
    var printable: String {
        var text = ""
        for scalar in unicodeScalars {
            if Printable.isSteering(scalar) {
                text += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
