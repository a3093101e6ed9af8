import Foundation
import TestSupport
import Testing

/// One campaign that meets faults, with addresses that no other has.
struct Trial: Sendable {
    var name: String
    let files: CampaignFiles
    let relay: String
    private let addresses: [String]

    init(_ name: String, rows: Int, relay: String) throws {
        self.name = name
        self.relay = relay
        let mark = UUID().uuidString.prefix(8).lowercased()
        addresses = (1...rows).map { "row\($0)@\(mark).example.com" }
        files = try CampaignFiles(rows: rows) { [addresses] in addresses[$0 - 1] }
    }

    /// What a trial ended with, to be compared with what the sink accepted.
    struct Ending: Sendable {
        let name: String
        let addresses: [String]
        /// Rows that were in doubt and sent again on request.
        let doubted: Set<String>
        /// Whether outcomes were lost, as they may be when power is lost under the lesser durability.
        var mayRepeat = false
    }

    var exists: Bool { FileManager.default.fileExists(atPath: files.campaign) }

    func send(_ fault: PlannedFault, _ options: [String], shadow: String = "") async throws -> CommandResult {
        PlannedFault.forget(in: files.folder)
        return try await files.send(
            relay, options, environment: try await fault.environment(in: files.folder, shadow: shadow))
    }

    func resume(_ fault: PlannedFault, _ options: [String] = []) async throws -> CommandResult {
        PlannedFault.forget(in: files.folder)
        return try await files.resume(
            options, environment: try await fault.environment(in: files.folder))
    }

    /// Goes on without faults until every row is accepted; rows in doubt at last, and on request.
    ///
    /// Without a campaign file nothing was sent, and sending anew is the way on.
    func finish(_ options: [String] = []) async throws -> Ending {
        let first = exists ? try await files.resume(options) : try await files.send(relay, [])
        let outcomes = try await Self.outcomes(in: files.campaign)
        let doubted = Set(outcomes.filter { $0.outcome == "in-doubt" }.map(\.address))
        #expect(outcomes.map(\.address) == addresses, "\(name): I1, I6: \(outcomes.count) rows")
        #expect(
            outcomes.allSatisfy { $0.outcome == "accepted" || $0.outcome == "in-doubt" },
            "\(name): I1: \(outcomes) after \(first.everything)")
        #expect(first.status == (doubted.isEmpty ? 0 : 75), "\(name): \(first.everything)")
        if !doubted.isEmpty {
            let second = try await files.resume(["--retry", "in-doubt"])
            #expect(second.status == 0, "\(name): \(second.everything)")
        }
        return Ending(name: name, addresses: addresses, doubted: doubted)
    }

    /// Address and outcome of each row, from the report.
    static func outcomes(in campaign: String) async throws -> [(address: String, outcome: String)] {
        let result = try await Merganser.run(["report", campaign, "--csv", "-"])
        guard result.status == 0 else { throw TestServerFault("no report: \(result.everything)") }
        // No cell of these lists needs a quote.
        return result.output.split(whereSeparator: \.isNewline).dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            return (String(cells[1]), String(cells[3]))
        }
    }
}

extension RunningSink {
    /// Holds what trials ended with against the sink's own log (I2, I3, I4): each row accepted once, or twice if it
    /// was in doubt in between, and then with the Message-ID it had.
    func check(_ endings: [Trial.Ending]) throws {
        var identifiers: [String: [String]] = [:]
        for event in try events("accepted") {
            for address in event["recipients"] as? [String] ?? [] {
                identifiers[address, default: []].append(event["messageID"] as? String ?? "")
            }
        }
        for ending in endings {
            for address in ending.addresses {
                let accepted = identifiers[address] ?? []
                #expect(!accepted.isEmpty, "\(ending.name): \(address) is called accepted and never came")
                if !ending.mayRepeat {
                    let most = ending.doubted.contains(address) ? 2 : 1
                    #expect(accepted.count <= most, "\(ending.name): \(address) came \(accepted.count) times")
                }
                #expect(Set(accepted).count <= 1, "\(ending.name): \(address) has \(accepted)")
            }
        }
    }
}
