import CampaignRun
import Composition

/// A command that merges a template with a list.
protocol MergingCommand {
    var template: String { get }
    var list: String { get }
    var listOptions: ListOptions { get }
    var deliveryOptions: DeliveryOptions { get }
    var signingOptions: SigningOptions { get }
}

/// Template, list and what goes with them, read and checked; nothing is made of them yet.
struct Preparation: ~Copyable {
    let source: LoadedTemplate
    let signing: Signing?
    let delivery: DeliverySettings
    let rules: RowRules
    var list: OpenedList
    /// Where the campaign file is, or would be.
    let campaignPath: String
    var kept: ProtectedFiles
}

extension MergingCommand {
    /// Reads keys, template, the list's header and the suppression lists.
    ///
    /// - Parameters:
    ///   - campaign: the campaign file; nil for the one that goes by the template's name.
    ///   - others: files that are read besides, and not to be written over.
    /// - Throws: what is wrong with any of them.
    func prepare(campaign: String? = nil, reading others: [String] = []) throws -> Preparation {
        let (signing, notices) = try signingOptions.load()
        Terminal.complain(notices)
        let delivery = try deliveryOptions.settings()
        let source = try TemplateFiles.load(template)
        let path = campaign ?? source.defaultCampaignPath
        let kept = ProtectedFiles(
            campaign: path,
            inputs: [list] + listOptions.suppressOption.suppress + source.paths
                + (signing?.settings.files ?? []) + deliveryOptions.files + others)
        let opened = try OpenedList(
            path: list, dialect: listOptions.delimiter?.dialect, encoding: listOptions.encoding)
        var chance = SystemRandomNumberGenerator()
        let rules = try listOptions.rules(columns: opened.reader.header.names, using: &chance)
        return Preparation(
            source: source, signing: signing, delivery: delivery, rules: rules, list: opened,
            campaignPath: path, kept: kept)
    }
}
