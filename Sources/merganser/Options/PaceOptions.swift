import ArgumentParser
import CampaignRun

/// When messages may start.
struct PaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Start no more than so many messages: 10/s, 600/minute, 5000/hour, 20000/day. Repeatable; all of them hold.",
            valueName: "number/unit"))
    var rate: [String] = []

    @Option(
        help: ArgumentHelp(
            "Start no more than so many messages to each recipient domain: 2/s, 300/hour. Repeatable; others go past those that wait.",
            valueName: "number/unit"))
    var ratePerDomain: [String] = []

    @Option(
        help: ArgumentHelp(
            "Start no more than so many messages on one day of the calendar.", valueName: "number"))
    var dailyCap: String?

    @Option(
        help: ArgumentHelp(
            "Start messages between these times of day only; several with commas between them.",
            valueName: "hh:mm-hh:mm"))
    var hours: String?

    @Option(
        help: ArgumentHelp("Start messages on these days only: mon-fri, or mon,wed,fri.", valueName: "days"))
    var days: String?

    @Option(
        help: ArgumentHelp(
            "Whose clocks --daily-cap, --hours, --days and --start-at go by, such as Europe/Rome; else this machine's.",
            valueName: "name"))
    var timeZone: String?

    @Option(help: ArgumentHelp("Start nothing before: 2026-12-01T09:00.", valueName: "time"))
    var startAt: String?

    @Option(
        help: ArgumentHelp(
            "Try a recipient that was turned away for now (4xx) so many times in all; 1 for once only. Default: 10.",
            valueName: "number"))
    var maxAttempts: String?

    @Option(
        help: ArgumentHelp(
            "Plan no attempt later than this after a recipient's first: 90s, 15min, 4h, 5d. Default: 5d.",
            valueName: "time"))
    var maxAge: String?

    @Option(
        help: ArgumentHelp(
            "Wait at least this long before the second attempt, and twice as long before each further one, up to an hour. Default: 2min.",
            valueName: "time"))
    var retryAfter: String?

    @Option(
        help: ArgumentHelp(
            "Stop when so many recipients are refused in this run, or such a share of those answered: 50, 5%.",
            valueName: "number|percent"))
    var stopAfterFailures: String?

    /// What was said.
    var texts: [PaceOption: [String]] {
        [
            .rate: rate, .ratePerDomain: ratePerDomain, .dailyCap: [dailyCap].compactMap(\.self),
            .hours: [hours].compactMap(\.self),
            .days: [days].compactMap(\.self), .timeZone: [timeZone].compactMap(\.self),
            .startAt: [startAt].compactMap(\.self), .maxAttempts: [maxAttempts].compactMap(\.self),
            .maxAge: [maxAge].compactMap(\.self), .retryAfter: [retryAfter].compactMap(\.self),
            .stopAfterFailures: [stopAfterFailures].compactMap(\.self),
        ]
    }
}
