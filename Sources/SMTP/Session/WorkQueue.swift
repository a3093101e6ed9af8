/// The transactions that are not finished, oldest first.
///
/// An array and a head instead of a `Deque`, whose elements are moved out and in again at every change: that
/// was half the cost of a message.
struct WorkQueue: Sendable {
    private var storage: [Work] = []
    private var head = 0

    var count: Int { storage.count - head }
    var isEmpty: Bool { head == storage.count }

    /// - Parameter index: 0 is the oldest.
    subscript(index: Int) -> Work {
        _read { yield storage[head + index] }
        _modify { yield &storage[head + index] }
    }

    mutating func append(_ work: Work) {
        storage.append(work)
    }

    mutating func removeFirst() {
        head += 1
        guard head == storage.count || head >= 32 else { return }
        storage.removeFirst(head)
        head = 0
    }

    mutating func removeLast() {
        storage.removeLast()
    }

    mutating func removeAll() {
        storage.removeAll()
        head = 0
    }
}
