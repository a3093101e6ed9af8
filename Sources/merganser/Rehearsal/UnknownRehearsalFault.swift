/// Something behind `--rehearse=` that names no faults.
///
/// The parser leaves such a value out without a word, and takes the option for one that has none: all would be rehearsed
/// but what was meant.
struct UnknownRehearsalFault: Error, Equatable {
    let word: String

    /// - Throws: itself, for the first in `arguments`.
    static func refuse(in arguments: [String]) throws(UnknownRehearsalFault) {
        let start = "--rehearse="
        for argument in arguments.prefix(while: { $0 != "--" }) where argument.utf8.starts(with: start.utf8) {
            let word = String(decoding: Array(argument.utf8.dropFirst(start.utf8.count)), as: UTF8.self)
            guard !word.isEmpty, RehearsalFaults(argument: word) != nil else {
                throw UnknownRehearsalFault(word: word)
            }
        }
    }

    var sentence: String {
        "--rehearse knows no fault “\(word.printable)”; it knows \(RehearsalFaults.allValueStrings.joined(separator: ", "))"
    }
}
