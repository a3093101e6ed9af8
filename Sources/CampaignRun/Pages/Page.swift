import Cryptography

/// One HTML file that needs nothing besides itself and gets nothing from a network.
///
/// The policy in its head (CSP) allows its own styles, `data:` images, and the one script whose digest it names.
package struct Page: Sendable {
    package let title: String
    /// Style sheets behind those that all pages share, without `</style`.
    package var style = ""
    /// The only script that may run, at the end of the body, without `</script`; nil for none.
    package var script: String?

    package init(title: String, style: String = "", script: String? = nil) {
        self.title = title
        self.style = style
        self.script = script
    }

    /// What no other page begins with, so that nobody else's is written over.
    static let opening = "<!DOCTYPE html>\n<!-- made by merganser, which writes it anew"

    /// From the first octet of the file to the start of the body.
    package var head: String {
        """
        \(Self.opening) -->
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="\(policy)">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta name="robots" content="noindex">
        <meta name="color-scheme" content="light dark">
        <title>\(PageText.escape(title))</title>
        <style>
        \(Self.baseStyle)\(style)</style>
        </head>
        <body>

        """
    }

    /// From the end of the body to the last octet of the file.
    package var end: String {
        (script.map { "<script>\($0)</script>\n" } ?? "") + "</body>\n</html>\n"
    }

    private var policy: String {
        var policy =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
        if let script {
            let digest = Base64.encode(SHA256.digest(of: Array(script.utf8)))
            policy += "; script-src 'sha256-\(String(decoding: digest, as: UTF8.self))'"
        }
        return policy
    }
}
