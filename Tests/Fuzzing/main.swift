import Glibc

// Coverage-guided fuzzing (libFuzzer): scripts/fuzz.sh builds it with instrumentation and runs each target for a time.
// A target must not trap, and checks what must hold of every input; `broken` says what did not and ends the process,
// which makes libFuzzer keep the input.

private typealias Input = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

/// libFuzzer's main function, which calls back with one input after another.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>, _ input: Input
) -> CInt

private func octets(_ input: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: input, count: count))
}

private let targets: [String: Input] = [
    "address": {
        fuzzAddress(octets($0, $1)); return 0
    },
    "authentication": {
        fuzzAuthentication(octets($0, $1)); return 0
    },
    "capabilities": {
        fuzzCapabilities(octets($0, $1)); return 0
    },
    "header": {
        fuzzHeader(octets($0, $1)); return 0
    },
    "list": {
        fuzzList(octets($0, $1)); return 0
    },
    "reply": {
        fuzzReplies(octets($0, $1)); return 0
    },
    "session": {
        fuzzSession(octets($0, $1)); return 0
    },
    "template": {
        fuzzTemplate(octets($0, $1)); return 0
    },
    "transcript": {
        fuzzTranscript(octets($0, $1)); return 0
    },
]

private let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
guard let target = targets[name] else {
    print("FUZZ_TARGET names one of: \(targets.keys.sorted().joined(separator: ", "))")
    exit(64)
}
private var count = CommandLine.argc
private var arguments = CommandLine.unsafeArgv
exit(runFuzzer(&count, &arguments, target))
