/// What a commit survives.
///
/// A finished import is synced to the disk with either.
package enum Durability: String, Equatable, Sendable, CaseIterable {
    /// The death of the process, however it comes.
    ///
    /// After a loss of power the file opens and is whole, but the last commits may be missing: rows that were
    /// sent in the last seconds would then be sent again.
    case process
    /// Also the loss of power: each commit waits for the disk.
    case full
}
