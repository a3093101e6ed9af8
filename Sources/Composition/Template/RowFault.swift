/// Why one row cannot be sent.
public struct RowFault: Error, Equatable, Sendable {
    /// The name of the column whose cell is to blame, where one is.
    public package(set) var column: String?

    /// The header the cell was merged into, where it was one.
    public package(set) var header: String?

    /// What is wrong.
    package var problem: Problem

    /// A fault of a row.
    package init(column: String? = nil, header: String? = nil, problem: Problem) {
        self.column = column
        self.header = header
        self.problem = problem
    }

    /// What can be wrong with a row.
    package enum Problem: Equatable, Sendable {
        /// A control character (U+0000 to U+001F, U+007F) in a value merged into a header or a path.
        ///
        /// Refused, never taken out: a line end there would begin a header of the list's own making.
        case controlCharacter(Unicode.Scalar)

        /// The rendered text would have more than `limit` octets.
        case outputTooLong(limit: Int)
        /// The loops of one part of the template would run more than `limit` times in all.
        case tooManyIterations(limit: Int)
        /// Filters and comparisons would go through more than ``Program/Limits/work`` allows.
        case tooMuchWork
        /// A calculation whose result has more digits than are counted with.
        case numberTooLarge
        case divisionByZero
        /// Text where a calculation needs a number.
        case notANumber(String)
        /// `limit:` or `offset:` of a loop, or an end of a range, is not a whole number.
        case notAWholeNumber(String)

        /// A URL begins with a scheme that is not allowed, in lower case; what browsers pass over is left out.
        case urlScheme(String)
        /// Something that would end the name of a host in a URL, or move it.
        case urlHost(Unicode.Scalar)
        /// Nothing where the host of a URL begins, so that what follows would be taken for it.
        case emptyURLHost
        /// Something that the value of a style must not hold.
        case styleValue(Unicode.Scalar)
        /// Something other than a list or a record where a filter needs one.
        case noProperty(String)
        /// Values of kinds that have no order.
        case notComparable
        /// Text that `base64_decode` or `url_decode` cannot make text of.
        case notDecodable(filter: String)

        /// The message would be larger than allowed.
        case messageTooLarge(octets: Int, limit: Int)
        /// `{% skip %}`: the template says that this row gets no message, and why.
        case skipped(String)
        /// `{% fail %}`: the template says that this row is wrong, and why.
        case failed(String)

        /// What is wrong besides the Liquid: an address, an attachment, a header.
        case message(MessageRowFault)
    }
}

extension RowFault: CustomStringConvertible {
    /// `column, header: problem`, for those who write programs; the words may change.
    public var description: String {
        let place = [column, header].compactMap(\.self).joined(separator: ", ")
        return place.isEmpty ? "\(problem)" : "\(place): \(problem)"
    }
}
