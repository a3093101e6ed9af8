import Bounces
import CampaignRun

extension BounceReading.Summary {
    func lines(path: String) -> [String] {
        var parts: [String] = []
        func add(_ count: Int, _ one: String, _ many: String) {
            if count > 0 { parts.append("\(count.grouped) \(count == 1 ? one : many)") }
        }
        add(hard, "hard bounce", "hard bounces")
        add(soft, "soft bounce", "soft bounces")
        add(ofOthers, "bounce of another recipient of a message", "bounces of other recipients of messages")
        add(foreign, "bounce of other messages", "bounces of other messages")
        add(delayed, "notice of a delay", "notices of a delay")
        add(delivered, "notice of a delivery", "notices of a delivery")
        for kind in ReturnedMail.Other.allCases {
            add(others[kind] ?? 0, kind.title, kind.titleOfMany)
        }
        add(unrecognised, "bounce that was not understood", "bounces that were not understood")
        var lines = [
            "\(mails.grouped) mails read" + (parts.isEmpty ? "" : ": \(parts.joined(separator: ", "))")
        ]
        lines += examples.map { "not understood: \($0.printable)" }
        if unrecognised > examples.count {
            lines.append("… and \((unrecognised - examples.count).grouped) more")
        }
        lines += unreadable.map { "not read: \($0.sentence)" }
        if unreadableCount > unreadable.count {
            lines.append("… and \((unreadableCount - unreadable.count).grouped) more")
        }
        lines.append(
            "\(added.counted("row")) \(added == 1 ? "has" : "have") a bounce now and had none, recorded in \(path.printable)"
        )
        return lines
    }

    /// - Parameter appended: addresses added to a file; nil when none was given.
    func json(appended: Int?) -> String {
        var object = JSONObject()
        object.add("mails", mails)
        object.add("hard", hard)
        object.add("soft", soft)
        object.add("ofOtherRecipients", ofOthers)
        object.add("ofOtherMessages", foreign)
        object.add("delayed", delayed)
        object.add("delivered", delivered)
        for kind in ReturnedMail.Other.allCases { object.add(kind.rawValue, others[kind] ?? 0) }
        object.add("notUnderstood", unrecognised)
        object.add("notRead", unreadableCount)
        object.add("newlyRecorded", added)
        object.add("appended", appended)
        return String(decoding: object.finish(), as: UTF8.self)
    }
}

extension ReturnedMail.Other {
    fileprivate var title: String {
        switch self {
        case .automaticReply: "automatic reply"
        case .complaint: "complaint (spam report)"
        case .readReceipt: "receipt"
        case .mail: "other mail"
        }
    }

    fileprivate var titleOfMany: String {
        switch self {
        case .automaticReply: "automatic replies"
        case .complaint: "complaints (spam reports)"
        case .readReceipt: "receipts"
        case .mail: "other mails"
        }
    }
}
