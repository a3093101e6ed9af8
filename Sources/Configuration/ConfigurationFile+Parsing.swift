import Yams

extension ConfigurationFile {
    /// What the octets of a file say.
    ///
    /// - Throws: ``ConfigurationFaults`` with everything that is wrong with it.
    package init(
        parsing octets: [UInt8], path: String, standing: Standing, vocabulary: Vocabulary, home: String?
    ) throws(ConfigurationFaults) {
        self.init(path: path, standing: standing)
        guard let root = try Self.root(of: octets, path: path) else { return }
        var reader = ConfigurationReader(self, vocabulary: vocabulary, home: home)
        reader.readTop(root)
        reader.findLonelyCredentials()
        guard reader.faults.isEmpty else { throw ConfigurationFaults(reader.faults) }
        self = reader.file
    }

    /// The document; nil where there is nothing but comments.
    private static func root(of octets: [UInt8], path: String) throws(ConfigurationFaults) -> Node? {
        func fault(_ problem: ConfigurationFault.Problem, line: Int = 1, column: Int = 1)
            -> ConfigurationFaults
        {
            ConfigurationFaults([
                .init(place: .file(path: path, line: line, column: column), problem: problem)
            ])
        }
        guard let text = String(validating: octets, as: UTF8.self) else { throw fault(.notUTF8) }
        do {
            // No value is converted by what it looks like, so the resolver has nothing to do.
            return try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                throw fault(.syntax(problem), line: mark.line, column: mark.column)
            case .duplicatedKeysInMapping(let keys, let context):
                throw fault(.repeatedKeys(keys), line: context.mark.line, column: context.mark.column)
            case .reader(let problem, let offset, _, let yaml):
                let before = String(yaml.prefix(offset ?? 0)).unicodeScalars
                let line = before.split(separator: "\n", omittingEmptySubsequences: false).last
                throw fault(
                    .syntax(problem), line: before.count { $0 == "\n" } + 1, column: (line?.count ?? 0) + 1)
            default: throw fault(.syntax("it cannot be read"))
            }
        } catch {
            throw fault(.syntax("it cannot be read"))
        }
    }
}
