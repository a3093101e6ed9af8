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
    /// The message made last.
    package private(set) var message = Message()

    package init(_ assembly: Assembly) {
        self.assembly = assembly
        parser = RecordParser(dialect: assembly.dialect)
        scratch = assembly.composer.makeScratch()
    }

    /// Composes the message of a record that is parsed already; its buffers are lent, not copied.
    ///
    /// - Parameter date: unix seconds, for the Date header.
    package func make(_ record: inout Record, number: Int, date: Int64) throws(RowProblem) {
        guard record.fieldCount == assembly.columns.count else {
            throw .fieldCount(found: record.fieldCount, expected: assembly.columns.count)
        }
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
    }

    /// The same from a record's original octets, as the campaign file keeps them.
    package func make(original: [UInt8], number: Int, date: Int64) throws(RowProblem) {
        do {
            try parser.parse(original, into: &record)
        } catch {
            throw .unreadableRecord(error)
        }
        try make(&record, number: number, date: date)
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
        guard !message.shared.isEmpty else {
            return MessageContent(pieces: [ByteBuffer(bytes: message.octets)])
        }
        var pieces: [ByteBuffer] = []
        var start = 0
        for (offset, blob) in message.shared {
            if offset > start { pieces.append(ByteBuffer(bytes: message.octets[start..<offset])) }
            pieces.append(buffer(of: blob))
            start = offset
        }
        if start < message.octets.count { pieces.append(ByteBuffer(bytes: message.octets[start...])) }
        return MessageContent(pieces: pieces)
    }

    private func buffer(of blob: SharedOctets) -> ByteBuffer {
        if let known = sharedBuffers[ObjectIdentifier(blob)] { return known }
        let buffer = ByteBuffer(bytes: blob.octets)
        sharedBuffers[ObjectIdentifier(blob)] = buffer
        return buffer
    }
}
