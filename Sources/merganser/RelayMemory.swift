import CampaignRun
import Glibc
import Transport

/// What was learned of relays, between runs: in the user's cache folder.
enum RelayMemory {
    private static let cache = RelayCache { name in getenv(name).map { String(cString: $0) } }

    /// What is known; a file that makes no sense is told of and passed over.
    ///
    /// - Parameter campaign: what the campaign file says of relays, which may have been made on another machine.
    static func knowledge(of address: RelayAddress, campaign: [RelayKnowledge] = []) -> RelayKnowledge {
        let (found, fault) = cache.knowledge(of: address, at: CampaignRun.Runner.now() / 1000)
        if let fault { Terminal.complain(["warning: \(fault.sentence)"]) }
        guard let stored = campaign.first(where: { $0.relay == found.relay }),
            stored.learnedAt > found.learnedAt, stored.isFresh(at: CampaignRun.Runner.now() / 1000)
        else { return found }
        return stored
    }

    /// A cache that cannot be written costs time later, nothing else.
    static func keep(_ knowledge: RelayKnowledge, of address: RelayAddress) {
        do {
            try cache.keep(knowledge, of: address)
        } catch {
            Terminal.complain(["warning: what was learned of the relay is not kept: \(error.sentence)"])
        }
    }

    static func forget(_ address: RelayAddress) throws(FileFault) -> Bool { try cache.forget(address) }
}
