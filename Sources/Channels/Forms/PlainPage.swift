package import Web

/// A small page for a browser that runs no script.
package enum PlainPage {
    private static let policy =
        "default-src 'none'; style-src 'none'; script-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors *"

    /// - Parameter body: Markup; what people wrote in it is escaped already.
    package static func response(_ title: String, _ body: String, _ locale: String, status: Int) -> Response {
        let text = """
            <!doctype html>
            <html lang="\(locale)"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>\(HTML.escaped(title))</title></head>
            <body><main><h1>\(HTML.escaped(title))</h1>
            \(body)
            </main></body></html>
            """
        return .html(
            text, status: status, headers: [("Content-Security-Policy", policy), ("Cache-Control", "no-store")])
    }
}
