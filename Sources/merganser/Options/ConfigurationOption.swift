import ArgumentParser

/// `--config`, which is followed before arguments are parsed (``ConfiguredArguments``); here it is explained.
struct ConfigurationOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take options from this YAML file, instead of merganser.yaml in the campaign's folder.",
            valueName: "file"))
    var config: String?
}
