/// The headers every answer carries against attacks in browsers.
enum SecurityHeaders {
    /// Nothing from anywhere but Deskbell; no inline script or style.
    ///
    /// - Parameter ancestors: Which origins may frame the page; empty means none.
    static func contentSecurityPolicy(ancestors: [String] = []) -> String {
        let frames = ancestors.isEmpty ? "'none'" : ancestors.joined(separator: " ")
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; "
            + "font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors \(frames)"
    }

    static func add(to response: inout Response, isSecure: Bool, requestID: String) {
        func addUnlessThere(_ name: String, _ value: String) {
            if !response.headers.contains(where: { $0.0.caseInsensitiveEquals(name) }) {
                response.headers.append((name, value))
            }
        }
        addUnlessThere("X-Content-Type-Options", "nosniff")
        addUnlessThere("Referrer-Policy", "strict-origin-when-cross-origin")
        addUnlessThere("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        addUnlessThere("Cross-Origin-Opener-Policy", "same-origin")
        addUnlessThere("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        addUnlessThere("Cache-Control", "no-store")
        addUnlessThere("X-Request-Id", requestID)
        if isSecure { addUnlessThere("Strict-Transport-Security", "max-age=31536000") }
    }
}

extension String {
    func caseInsensitiveEquals(_ other: String) -> Bool {
        utf8.count == other.utf8.count && lowercased() == other.lowercased()
    }
}
