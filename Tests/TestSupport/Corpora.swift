import Foundation

/// Collections by others, which lie beside a checkout if somebody put them there.
///
/// A test that needs one is skipped without it, and the test runner says so:
/// `.enabled(if: Corpora.has("isemail"), "corpora not present: isemail")`.
package enum Corpora {
    package static func path(_ name: String) -> String {
        Merganser.packageRoot + "/../shared/corpora/" + name
    }

    package static func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}
