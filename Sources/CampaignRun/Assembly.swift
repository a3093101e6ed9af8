import CSV
import Composition

/// Everything messages are made of, compiled once: the template over the list's columns.
///
/// Immutable and shared by all connections; each makes its own ``MessageMaker`` from it.
package struct Assembly: Sendable {
    package let composer: Composer
    package let columns: [String]
    package let dialect: Dialect
    /// nil when messages are not signed.
    package let signing: Signing?
    /// Nil when no reports on delivery were asked for.
    let reports: DeliveryReports?
    /// Whom nothing is sent to.
    let suppression: Suppression

    /// Whether reports on delivery were asked for.
    package var asksForReports: Bool { reports != nil }

    /// - Throws: every fault of the template at once.
    package init(
        template: TemplateSource, columns: [String], dialect: Dialect, settings: CompositionSettings,
        signing: Signing? = nil, delivery: DeliverySettings = .standard,
        suppression: Suppression = .none
    ) throws(TemplateFaults) {
        var settings = settings
        delivery.apply(to: &settings)
        reports = delivery.reports
        composer = try Composer(compiling: template, columns: columns, settings: settings)
        self.columns = columns
        self.dialect = dialect
        self.signing = signing
        self.suppression = suppression
    }
}
