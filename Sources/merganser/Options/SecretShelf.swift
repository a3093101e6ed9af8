/// Secrets that were read for one relay, for the next that has the same.
///
/// A source may give its secret only once: a variable is taken out of the environment, a pipe is empty then, a command
/// may ask somebody.
final class SecretShelf {
    private var passwords: [[[UInt8]?]: [UInt8]] = [:]
    private var commands: [[[UInt8]]: TokenCommand] = [:]

    /// - Throws: ``SecretFault``.
    func password(_ options: PasswordOptions) throws(SecretFault) -> [UInt8] {
        try password(
            from: [options.passwordFile, options.passwordEnv, options.passwordCommand], read: options.read)
    }

    /// - Parameter names: where it is read from, each kind of source at its own place.
    func password(
        from names: [String?], read: () throws(SecretFault) -> [UInt8]
    ) throws(SecretFault) -> [UInt8] {
        let source = names.map {
            $0.map { Array($0.utf8) }
        }
        if let known = passwords[source] { return known }
        let password = try read()
        passwords[source] = password
        return password
    }

    /// - Throws: ``SecretFault``.
    func tokens(for username: [UInt8], from command: String) throws(SecretFault) -> TokenCommand {
        let key = [username, Array(command.utf8)]
        if let known = commands[key] { return known }
        let tokens = try TokenCommand(username: username, command: command)
        commands[key] = tokens
        return tokens
    }
}
