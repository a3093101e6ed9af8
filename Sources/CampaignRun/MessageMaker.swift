import CSV
import Composition
import NIOCore
import SMTP
import Transport

/// Makes the message of one record after another in buffers it keeps; one per connection.
package final class MessageMaker {
    private let assembly: Assembly
    private let parser: RecordParser
    private var record = Record()
    private var row = Row(octets: [], ends: [])
    private var scratch: Scratch
    private var sharedBuffers: [ObjectIdentifier: ByteBuffer] = [:]
    private var signatures: MessageSignatures?
    /// The message made last.
    package private(set) var message = Message()

    package init(_ assembly: Assembly) {
        self.assembly = assembly
        parser = RecordParser(dialect: assembly.dialect)
        scratch = assembly.composer.makeScratch()
        signatures = assembly.signing.map { MessageSignatures($0) }
    }

    /// Composes the message of a record that is parsed already, and does not sign it.
    ///
    /// The record's buffers are lent, not copied.
    ///
    /// - Parameter date: unix seconds, for the Date header.
    package func make(_ record: inout Record, number: Int, date: Int64) throws(RowProblem) {
        try checkFieldCount(of: record)
        swap(&row.octets, &record.octets)
        swap(&row.ends, &record.ends)
        defer {
            swap(&row.octets, &record.octets)
            swap(&row.ends, &record.ends)
        }
        do {
            try assembly.composer.compose(row, number: number, date: date, scratch: &scratch, into: &message)
        } catch {
            throw .composition(error)
        }
        // The one place that all messages come by, those of a resumed campaign, too.
        if let match = assembly.suppression.match(anyOf: message.recipients) { throw .suppressed(by: match) }
        try signatures?.begin(message)
    }

    func checkFieldCount(of record: Record) throws(RowProblem) {
        guard record.fieldCount == assembly.columns.count else {
            throw .fieldCount(found: record.fieldCount, expected: assembly.columns.count)
        }
    }

    /// Signs the message made last, if the campaign signs its messages; the first one is verified, too.
    ///
    /// - Parameter date: as the message was made with.
    package func sign(date: Int64) throws(RowProblem) {
        try signatures?.sign(&message, date: date)
    }

    /// Tells what `inspection` finds in the message made last.
    func inspect(_ inspection: MessageInspection, _ found: (MessageNotice) -> Void) {
        inspection.inspect(&scratch, found)
    }

    /// The branches of the template that were taken since the last call, where the assembly marks them.
    func takeBranches() -> BranchSet { scratch.takeBranches() }

    /// Whether a signature of this campaign has been verified, or none is made.
    var isProven: Bool { signatures?.isProven ?? true }

    /// Octets the message made last will have when it is sent.
    var expectedSize: Int { message.size + (signatures?.expectedOctets ?? 0) }

    /// The same from a record's original octets, as the campaign file keeps them.
    package func make(original: [UInt8], number: Int, date: Int64) throws(RowProblem) {
        do {
            try parser.parse(original, into: &record)
        } catch {
            throw .unreadableRecord(error)
        }
        try make(&record, number: number, date: date)
    }

    /// The same for a record and those that follow it in its group.
    ///
    /// - Parameter followers: original octets; nil where there are no groups.
    package func make(
        original: [UInt8], followers: [[UInt8]]?, number: Int, date: Int64
    ) throws(RowProblem) {
        guard let followers else { return try make(original: original, number: number, date: date) }
        guard followers.count < Self.largestGroup else { throw .groupTooLarge(limit: Self.largestGroup) }
        defer { row.group = [] }
        row.group = []
        for octets in [original] + followers { row.group.append(try parsed(octets)) }
        try make(original: original, number: number, date: date)
    }

    /// Records that may make one message.
    package static let largestGroup = 10_000

    private func parsed(_ original: [UInt8]) throws(RowProblem) -> Row {
        do {
            try parser.parse(original, into: &record)
        } catch {
            throw .unreadableRecord(error)
        }
        try checkFieldCount(of: record)
        return Row(octets: record.octets, ends: record.ends)
    }

    /// The message made last, ready to be offered to a session under `id`.
    package func outgoing(as id: UInt64) throws(PathFault) -> OutgoingMessage {
        let reversePath = try message.sender.map { (address) throws(PathFault) in
            try Path(validating: address.octets)
        }
        var forwardPaths: [Path] = []
        forwardPaths.reserveCapacity(message.recipients.count)
        for address in message.recipients { forwardPaths.append(try Path(validating: address.octets)) }
        let transaction = Transaction(
            id: id, reversePath: reversePath, forwardPaths: forwardPaths, size: message.size,
            body: message.isEightBit ? .eightBitMIME : .sevenBit,
            isInternationalized: message.isInternationalized,
            notification: assembly.reports.map {
                DeliveryNotification(
                    occasions: $0.occasions, extent: $0.extent, envelopeID: message.envelopeID)
            })
        return OutgoingMessage(transaction: transaction, content: content())
    }

    /// The octets of the message made last; what messages share is referred to, not copied.
    private func content() -> MessageContent {
        var pieces: [ByteBuffer] = []
        if !message.signatures.isEmpty { pieces.append(ByteBuffer(bytes: message.signatures)) }
        message.forEachStretch { stretch in
            switch stretch {
            case .own(let octets): pieces.append(ByteBuffer(bytes: octets))
            case .shared(let blob): pieces.append(buffer(of: blob))
            }
        }
        return MessageContent(pieces: pieces)
    }

    private func buffer(of blob: SharedOctets) -> ByteBuffer {
        if let known = sharedBuffers[ObjectIdentifier(blob)] { return known }
        let buffer = ByteBuffer(bytes: blob.octets)
        sharedBuffers[ObjectIdentifier(blob)] = buffer
        return buffer
    }
}
