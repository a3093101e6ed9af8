/// What the user can say about the pace.
///
/// The raw value is the option's name, and the setting's in the campaign file.
package enum PaceOption: String, CaseIterable, Sendable {
    case rate
    case ratePerDomain = "rate-per-domain"
    case dailyCap = "daily-cap"
    case hours
    case days
    case timeZone = "time-zone"
    case startAt = "start-at"
    case maxAttempts = "max-attempts"
    case maxAge = "max-age"
    case retryAfter = "retry-after"
    case stopAfterFailures = "stop-after-failures"
}

/// A value of an option that cannot be used.
package struct PaceFault: Error, Equatable, Sendable {
    package let option: PaceOption
    package let text: String
}
