/// A type that crosses the wire, with one example from which the OpenAPI document and the TypeScript types are made.
///
/// Outputs write themselves (`JSONWritable`); inputs are `Decodable` with camelCase properties for snake_case fields.
package protocol WireType: Sendable {
    static var example: Self { get }
}
