/// How many messages were started in a quarter of an hour.
package struct StartCount: Equatable, Sendable {
    /// Milliseconds; midnight is between two of them wherever clocks differ from UTC by whole quarters.
    static let interval: Int64 = 900_000

    /// The last start, milliseconds since 1970.
    package let last: Int64
    package let count: Int
}
