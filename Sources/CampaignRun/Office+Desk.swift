import Ledger
import NIOCore
import SMTP
import Transport

extension Office {
    /// What lanes, which live on other loops, may call.
    struct Desk: Sendable {
        let office: NIOLoopBound<Office>
        let loop: any EventLoop
        let keepsTranscript: Bool
        /// Claims that a lane may hold ready; with 0 it claims what its connection has room for now, one at a time.
        let largestLookahead: Int

        /// - Parameter isUrgent: the connection has nothing to send until it gets claims.
        func submit(slot: Int, settlements: [Settlement], wanted: Int, isUrgent: Bool) {
            loop.execute {
                office.value.take(slot: slot, settlements: settlements, wanted: wanted, isUrgent: isUrgent)
            }
        }

        func secured(slot: Int, version: String, cipher: String) {
            loop.execute { office.value.noteProtection(version: version, cipher: cipher) }
        }

        func ready(slot: Int) {
            loop.execute {
                office.value.progress.connected(slot: slot)
                office.value.perform(.ready(slot: slot))
            }
        }

        /// - Parameter figures: nil for a connection that could not be made.
        func ended(slot: Int, _ end: ConversationEnd, _ figures: ConversationFigures?) {
            loop.execute { office.value.connectionEnded(slot: slot, end, figures) }
        }

        func transcribed(slot: Int, _ lines: [TranscriptLine]) {
            loop.execute { office.value.transcribe(lines, slot: slot) }
        }
    }

    private func noteProtection(version: String, cipher: String) {
        progress.protection = "\(version) \(cipher)"
    }

    private func transcribe(_ lines: [TranscriptLine], slot: Int) {
        transcript?.append(lines, slot: slot, at: clock())
    }
}
