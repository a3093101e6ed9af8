import Configuration

/// What came from files and variables for the command that is running, so that an error can say where.
enum SettingsInEffect {
    @TaskLocal static var settings: [Setting] = []

    /// Where the options stand that the sentences speak of, by their names or by the files they name.
    static func places(in sentences: [String]) -> [String] {
        settings.filter { setting in
            let isPath = ["file", "key", "certificate"].contains { setting.key.hasSuffix($0) }
            return sentences.contains { sentence in
                sentence.names(option: setting.key)
                    || isPath && setting.values.contains(where: sentence.contains)
            }
        }.map { "  --\($0.key) comes from \($0.place.phrase)" }
    }
}
