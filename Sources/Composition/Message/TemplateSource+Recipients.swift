extension TemplateSource {
    /// Whether a message may go to others beside the first address of `To`.
    ///
    /// Told from the headers as they are written, without a row and without the files it attaches.
    package var namesSeveralRecipients: Bool {
        var faults: [TemplateFault] = []
        let fields = HeaderBlock(message, faults: &faults).fields.filter(\.role.isRecipient)
        let mailboxes = fields.map { MailboxListSyntax($0.value, faults: &faults).mailboxes.count }
        return mailboxes.reduce(0, +) > 1
    }
}
