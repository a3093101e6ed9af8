/// Why the rest of a list cannot be trusted, and where the trouble starts.
package struct ListFault: Error, Equatable, Sendable {
    /// The physical line, from 1.
    package var line: Int

    /// The place in that line, from 1, counted in Unicode scalars as an editor counts them.
    package var column: Int

    /// What is wrong there.
    package var problem: Problem

    /// A fault at this place.
    package init(line: Int, column: Int, problem: Problem) {
        self.line = line
        self.column = column
        self.problem = problem
    }

    /// What can be wrong with a list.
    package enum Problem: Equatable, Sendable {
        /// The list has no record at all, so there are no column names.
        case noHeader

        /// The header's field number `field`, from 1, is empty or white space.
        case emptyName(field: Int)

        /// The header's fields `first` and `field`, from 1, have the same name.
        case duplicateName(name: String, first: Int, field: Int)

        /// A quote opens here and is not closed: in the rest of the list, or (`within`) in as many
        /// octets as a field may have.
        case unclosedQuote(within: Int?)

        /// `found` follows a closing quote, where only a delimiter or a line end may.
        case textAfterQuote(found: Unicode.Scalar)

        /// A quote inside a field that does not begin with one; `afterSpaces` if only spaces and
        /// tabs stand before it, as in `Ada, "Countess"`.
        case quoteInsideField(afterSpaces: Bool)

        /// A CR without LF outside quotes: damage, or the line end of an old Macintosh.
        case bareCarriageReturn

        /// A NUL octet; `likely` names the encoding that the first octets of the list look like.
        case nul(likely: String?)

        /// An octet that is not UTF-8 here; `offset` counts octets from 0, from the beginning of the
        /// list (for a single record: of the record).
        case notUTF8(octet: UInt8, offset: Int)

        /// An octet that means nothing in `encoding`; `offset` counts octets of the list from 0.
        case notInEncoding(encoding: String, octet: UInt8, offset: Int)

        /// The system does not know an encoding of this name.
        case unknownEncoding(String)

        /// The list begins with the mark of the encoding `mark`, which is not the one asked for.
        case contradictingMark(encoding: String, mark: String)

        /// A field of more than `limit` octets starts here.
        case fieldTooLong(limit: Int)

        /// A record of more than `limit` octets starts here.
        case recordTooLong(limit: Int)

        /// A record of more than `limit` fields starts here.
        case tooManyFields(limit: Int)

        /// A line end outside quotes in what was given as one record.
        case lineEndInRecord

        /// The octets of the list could not be read; what the reader said.
        case unreadable(String)

        /// The system has no memory for the longest field that is allowed.
        case outOfMemory
    }
}
