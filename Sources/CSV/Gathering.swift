/// What libcsv's callbacks write into: the values of the record that is being parsed.
///
/// A struct behind a pointer, because a class would cost an exclusivity check for every field.
/// All room is reserved once; `FieldParser` owns it and sees that no more is fed than fits.
struct Gathering {
    private let octets: UnsafeMutablePointer<UInt8>
    private let ends: UnsafeMutablePointer<Int32>
    private let limits: Limits
    private var octetCount = 0

    /// Fields so far.
    private(set) var fieldCount = 0

    /// Records that ended.
    private(set) var recordCount = 0

    /// The first field that was longer than a field may be.
    private(set) var longField: Int?

    /// The record has more fields than it may have; those beyond were dropped.
    private(set) var hasTooManyFields = false

    /// The length of the fields and of one delimiter between each two.
    var plainCount: Int { octetCount &+ fieldCount &- 1 }

    init(limits: Limits) {
        self.limits = limits
        octets = .allocate(capacity: limits.record)
        ends = .allocate(capacity: limits.fieldsPerRecord)
    }

    func deallocate() {
        octets.deallocate()
        ends.deallocate()
    }

    mutating func clear() {
        octetCount = 0
        fieldCount = 0
        recordCount = 0
        longField = nil
        hasTooManyFields = false
    }

    mutating func take(field: UnsafeMutableRawPointer?, count: Int) {
        guard fieldCount < limits.fieldsPerRecord, count <= limits.record - octetCount else {
            hasTooManyFields = true
            return
        }
        if count > limits.field, longField == nil {
            longField = fieldCount
        }
        if let field {
            UnsafeMutableRawPointer(octets + octetCount).copyMemory(from: field, byteCount: count)
        }
        octetCount &+= count
        ends[fieldCount] = Int32(truncatingIfNeeded: octetCount)
        fieldCount &+= 1
    }

    mutating func endRecord() {
        recordCount &+= 1
    }

    /// Appends the values to an empty record.
    func deliver(into record: inout Record) {
        record.octets.append(contentsOf: UnsafeBufferPointer(start: octets, count: octetCount))
        record.ends.append(contentsOf: UnsafeBufferPointer(start: ends, count: fieldCount))
    }
}
