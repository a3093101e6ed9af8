import Composition
import Configuration
import Glibc

extension SettingPlace {
    /// Where it is, for a sentence.
    var phrase: String {
        switch self {
        case .variable(let name): name.printable
        case .file(let path, let line, let column): "\(path.printable):\(line):\(column)"
        case .campaign(let path): path.printable
        case .commandLine: "the command line"
        }
    }
}

extension ConfigurationFault {
    /// The place, what is wrong there, and what to do.
    var sentence: String { "\(place.phrase): \(problem.sentence(at: place))" }
}

extension ConfigurationFault.Problem {
    fileprivate func sentence(at place: SettingPlace) -> String {
        switch self {
        case .unreadable, .tooLarge, .belongsToOthers, .writableByOthers, .notUTF8, .syntax, .repeatedKeys,
            .notAMapping, .keyIsNoText:
            fileSentence(at: place)
        case .unknownKey, .optionOf, .negated, .saidEachTime, .secretInPlain, .unknownVariable:
            keySentence(at: place)
        case .malformedProfileName, .profileWithoutURL, .profileIsNoURL, .unknownProfile, .severalProfiles,
            .severalRelays:
            relaySentence
        default: valueSentence
        }
    }

    private func fileSentence(at place: SettingPlace) -> String {
        let path = if case .file(let path, _, _) = place { path.shellWord } else { "FILE" }
        return switch self {
        case .unreadable(let code): "cannot be read: \(String(cString: strerror(code)))"
        case .tooLarge(let limit): "the file has more than \(limit.grouped) octets; is it the right one?"
        case .belongsToOthers:
            "the file belongs to another user, who could send your mail elsewhere; look at it, then say --config \(path)"
        case .writableByOthers:
            """
            everybody may write the file, and so send your mail elsewhere; chmod o-w \(path), or say --config \(path)
            """
        case .notUTF8: "the file is not in UTF-8; save it as that"
        case .syntax(let problem): "this is no YAML: \(problem.printable)"
        case .repeatedKeys(let keys):
            "\(keys.map { "“\($0.printable)”" }.joined(separator: ", ")) stands here more than once; keep one"
        case .notAMapping(let contents): "here should be \(contents.printable), each as KEY: VALUE"
        default: "a key has to be text: KEY: VALUE"
        }
    }

    private func keySentence(at place: SettingPlace) -> String {
        switch self {
        case .unknownKey(let key, let known): "there is no option “\(key.printable)”" + suggestion(key, known)
        case .optionOf(let key, let commands):
            """
            “\(key.printable)” is an option of \(commands.joined(separator: " and ")); put it below “\(commands[0]):”, \
            indented
            """
        case .negated(let key): "write \(key.printable): false"
        case .saidEachTime(let key):
            "--\(key.printable) has to be said each time; it is not for a configuration"
        case .secretInPlain(let key):
            """
            “\(key.printable)”: a secret itself stands in no configuration. Say where it is with password-file, \
            password-env, password-command or token-command
            """
        default:
            if case .unknownVariable(let known) = self, case .variable(let name) = place {
                "no option is called so" + suggestion(name, known)
            } else {
                "no option is called so"
            }
        }
    }

    private var relaySentence: String {
        switch self {
        case .malformedProfileName(let name):
            "“\(name.printable)” cannot name a relay; use letters, digits, hyphens, dots and underscores"
        case .profileWithoutURL(let name): "the relay “\(name.printable)” has no url"
        case .profileIsNoURL(let name):
            "the url of the relay “\(name.printable)” is none; write it as submission://mail.example.org"
        case .unknownProfile(let name, let known):
            "no relay is called “\(name.printable)”" + suggestion(name, known)
        case .severalProfiles(let url, let names):
            """
            the campaign was sent through \(url.printable), and the relays \
            \(names.map(\.printable).joined(separator: " and ")) have that URL; say which with --relay
            """
        default:
            if case .severalRelays(let profile) = self {
                """
                “\(profile.printable)” says what holds for all relays, and cannot be one of several; leave it its URL, \
                connections and credentials
                """
            } else {
                "this relay cannot be used"
            }
        }
    }

    private var valueSentence: String {
        switch self {
        case .flagIsNoBoolean(let key): "\(key.printable) takes true or false"
        case .takesOneValue(let key): "“\(key.printable)” takes one value, not a list"
        case .takesText(let key): "“\(key.printable)” takes a value, not a mapping or a list in a list"
        case .isEmpty(let key): "“\(key.printable)” has no value; give it one, or take the line out"
        case .holdsNUL(let key): "the value of “\(key.printable)” has a NUL in it, which nothing can hold"
        case .secretFromFoundFile(let key):
            """
            “\(key.printable)” would reach for a secret outside of the campaign's folder, and this file was only found \
            there; put it into your own configuration, or say --config with this file
            """
        case .consentFromFoundFile(let key):
            """
            “\(key.printable)” would say yes for you, and this file was only found in the campaign's folder; type it, or say \
            --config with this file
            """
        case .outputFromFoundFile(let key):
            """
            “\(key.printable)” would write outside of the campaign's folder, and this file was only found there; put it into \
            your own configuration, or say --config with this file
            """
        case .linkFromFoundFile(let key):
            """
            “\(key.printable)” leads through a symbolic link, and this file was only found in the campaign's folder; name \
            the file itself, or say --config with this file
            """
        case .secretForFoundFile(let place):
            """
            its secret would go where \(place.phrase) says, a file that was only found in the campaign's folder; type \
            --relay (or --proxy), or say --config with that file
            """
        case .credentialsWithoutRelay(let key):
            """
            “\(key.printable)” is for one relay, and this file names none; put it into a profile below “relays:”, or \
            name the relay here
            """
        case .rejected(let message):
            message.split(separator: "\n").map { String($0).printable }.joined(separator: " ")
        default: "this value cannot be used"
        }
    }

    private func suggestion(_ word: String, _ known: [String]) -> String {
        if let nearest = Spelling.nearest(to: Array(word.utf8), among: known.map { Array($0.utf8) }) {
            return "; did you mean “\(nearest.printable)”?"
        }
        guard known.count <= 8 else { return "; docs/configuration.md lists them" }
        return "; there is \(known.map(\.printable).joined(separator: ", "))"
    }
}
