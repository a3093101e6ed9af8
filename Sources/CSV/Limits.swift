/// How large the parts of a list may be, so that memory stays constant whatever is read.
///
/// A parser reserves room for all three when it is made; the kernel hands out pages only as they
/// are used, so a list of short records costs a few kilobytes.
package struct Limits: Equatable, Sendable {
    /// The longest field, in octets without its quotes: 1 to 2^28.
    package let field: Int

    /// The longest record as it stands in the list, in octets with its line end: 1 to 2^30.
    package let record: Int

    /// The most fields one record may have: 1 to 2^20.
    package let fieldsPerRecord: Int

    /// 1 MiB a field, 8 MiB a record, and as many columns as a spreadsheet has.
    package static let standard = Limits()

    /// Limits of this size; a value outside its range becomes the nearest one inside.
    package init(field: Int = 1 << 20, record: Int = 1 << 23, fieldsPerRecord: Int = 1 << 14) {
        self.field = min(max(field, 1), 1 << 28)
        self.record = min(max(record, 1), 1 << 30)
        self.fieldsPerRecord = min(max(fieldsPerRecord, 1), 1 << 20)
    }
}
