/// Which of a host's addresses are tried when (RFC 8305 §5).
///
/// A value: addresses are their places in the order to try, time arrives as events, and what to do goes out. The first
/// attempt that succeeds wins, the others are given up; an attempt that fails lets the next one begin at once.
struct AddressRace: Equatable {
    enum Event: Equatable {
        case start
        /// The time asked for by ``Action/wait(for:)`` is over.
        case waited(for: Int)
        case connected(Int)
        case failed(Int)
        /// There is no more time for any of them.
        case deadlinePassed
    }

    enum Action: Equatable {
        case attempt(Int)
        /// Tell when the delay between two attempts is over; the attempt after it is this one.
        case wait(for: Int)
        case giveUp(Int)
        case win(Int)
        /// None is left that could succeed.
        case lose
    }

    private enum State: Equatable {
        case ready
        /// `next` is the first address that was not tried yet.
        case racing(running: [Int], next: Int)
        case over
    }

    private let count: Int
    private var state: State = .ready

    init(count: Int) {
        self.count = count
    }

    mutating func handle(_ event: Event) -> [Action] {
        switch (state, event) {
        case (.ready, .start):
            return attempt(0, beside: [])
        case (.ready, .deadlinePassed):
            state = .over
            return [.lose]
        case (.racing(let running, let next), .waited(let awaited)):
            // A wait that was overtaken by a failure rings for an address that is being tried already.
            return awaited == next ? attempt(next, beside: running) : []
        case (.racing(let running, _), .connected(let winner)):
            state = .over
            return running.filter { $0 != winner }.map(Action.giveUp) + [.win(winner)]
        case (.racing(let running, let next), .failed(let loser)):
            return attempt(next, beside: running.filter { $0 != loser })
        case (.racing(let running, _), .deadlinePassed):
            state = .over
            return running.map(Action.giveUp) + [.lose]
        case (.over, .connected(let late)):
            return [.giveUp(late)]
        case (.ready, .waited), (.ready, .connected), (.ready, .failed), (.racing, .start), (.over, .start),
            (.over, .waited), (.over, .failed), (.over, .deadlinePassed):
            return []
        }
    }

    private mutating func attempt(_ next: Int, beside running: [Int]) -> [Action] {
        guard next < count else {
            state = running.isEmpty ? .over : .racing(running: running, next: next)
            return running.isEmpty ? [.lose] : []
        }
        state = .racing(running: running + [next], next: next + 1)
        return [.attempt(next)] + (next + 1 < count ? [.wait(for: next + 1)] : [])
    }
}
