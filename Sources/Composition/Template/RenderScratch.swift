/// What rendering needs besides the row; used again, so that rendering allocates nothing in steady state.
package struct RenderScratch: Sendable {
    /// A scratch without capacity yet.
    package init() {}
}
