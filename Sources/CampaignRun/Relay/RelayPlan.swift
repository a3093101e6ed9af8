import Transport

/// One relay of a run: how to reach it, with how many connections, and what is known of it.
package struct RelayPlan: Sendable {
    package let entry: RelayEntry
    package let connector: Connector
    /// At the most; at least 1.
    package let connections: Int
    /// What earlier runs have learned.
    package let knowledge: RelayKnowledge

    package init(
        _ entry: RelayEntry, connector: Connector, connections: Int, knowledge: RelayKnowledge
    ) {
        self.entry = entry
        self.connector = connector
        self.connections = connections
        self.knowledge = knowledge
    }
}

/// What became of one relay in a run.
package struct RelayResult: Sendable {
    package let entry: RelayEntry
    package internal(set) var use = RelayUse()
    /// Why its last connection ended, when nothing has come through since.
    package internal(set) var failure: RelayFailure?
    /// Whether it could not be used when the run ended.
    package internal(set) var isUnavailable = false
    /// What is known of it now.
    package internal(set) var knowledge: RelayKnowledge

    init(_ plan: RelayPlan) {
        entry = plan.entry
        knowledge = plan.knowledge
    }
}

/// A relay that could not be used, and why.
package struct RelayFailure: Sendable {
    package let relay: RelayEntry
    package let end: ConversationEnd
}
