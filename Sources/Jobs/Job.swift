/// A kind of background work and the payload it takes; modules declare one constant per kind.
package struct Job<Payload: Codable & Sendable>: Sendable {
    /// The name under which it is stored, such as `surveys.ask`.
    package let name: String

    /// Declares a kind.
    package init(_ name: String) { self.name = name }
}
