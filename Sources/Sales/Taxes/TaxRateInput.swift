import Web

/// The body of `POST /tax-rates` and `PATCH /tax-rates/{id}`.
package struct TaxRateInput: Decodable, WireType {
    var name: Patch<String> = .absent
    /// From 0 to 10000; quotes written before keep the figure they have.
    var basisPoints: Patch<Int> = .absent
    /// true: lines that state no tax have it, and no other.
    var isDefault: Patch<Bool> = .absent
    var archived: Patch<Bool> = .absent
    /// Its place among the rates that are offered, from 1.
    var position: Patch<Int> = .absent

    package static var example: TaxRateInput {
        TaxRateInput(
            name: .value("VAT"), basisPoints: .value(1300), isDefault: .value(true), archived: .value(false),
            position: .value(1))
    }
}
