/// Everything that is wrong with the configuration, in the order of the places.
package struct ConfigurationFaults: Error, Equatable {
    package let faults: [ConfigurationFault]

    package init(_ faults: [ConfigurationFault]) { self.faults = faults }
}

/// Something in a file or a variable that cannot be followed.
///
/// It never holds a value that could be a secret.
package struct ConfigurationFault: Equatable, Sendable {
    package enum Problem: Equatable, Sendable {
        /// The errno value.
        case unreadable(code: Int32)
        case tooLarge(limit: Int)
        /// The file was found and not named, and belongs to somebody else.
        case belongsToOthers
        /// The file was found and not named, and everybody may write it.
        case writableByOthers
        case notUTF8
        /// What the YAML parser says.
        case syntax(String)
        case repeatedKeys([String])
        /// Something else stands where keys are due; `of` says what for.
        case notAMapping(of: String)
        case keyIsNoText
        /// `known`: what could stand there.
        case unknownKey(String, known: [String])
        /// The option is one of these commands only, and has to stand under the name of one.
        case optionOf(String, commands: [String])
        /// `no-…`, for a flag that is switched off with `false`.
        case negated(String)
        /// It has to be said each time.
        case saidEachTime(String)
        /// A secret itself, where there should be where it lies.
        case secretInPlain(String)
        case flagIsNoBoolean(String)
        case takesOneValue(String)
        case takesText(String)
        case isEmpty(String)
        case holdsNUL(String)
        /// A file that was found may not have commands run, nor variables or files elsewhere read for a secret.
        case secretFromFoundFile(String)
        /// Nor say yes for whoever finds it.
        case consentFromFoundFile(String)
        /// Nor have anything written outside of its folder.
        case outputFromFoundFile(String)
        /// Nor name a symbolic link, which leads anywhere.
        case linkFromFoundFile(String)
        /// A secret that a variable names would go to a relay or a proxy which a file names that was only found.
        case secretForFoundFile(SettingPlace)
        /// Credentials beside no relay, which could go to any.
        case credentialsWithoutRelay(String)
        case malformedProfileName(String)
        case profileWithoutURL(String)
        case profileIsNoURL(String)
        case unknownProfile(String, known: [String])
        /// Several profiles have the URL that the campaign was sent to.
        case severalProfiles(url: String, names: [String])
        /// Several relays are named, and this one says what holds for all of them.
        case severalRelays(profile: String)
        /// No option of any command is called so.
        case unknownVariable(known: [String])
        /// What the command says of the value.
        case rejected(String)
    }

    package let place: SettingPlace
    package let problem: Problem

    package init(place: SettingPlace, problem: Problem) {
        self.place = place
        self.problem = problem
    }
}
