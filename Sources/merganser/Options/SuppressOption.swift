import ArgumentParser

/// Whom nothing is sent to.
struct SuppressOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Send nothing to the addresses and domains in this file (addresses, @domains, hashes, or a CSV file); may be given several times.",
            valueName: "file"))
    var suppress: [String] = []
}
