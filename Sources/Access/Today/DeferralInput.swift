package import Foundation
import Web

/// The body of `PUT /today/{section}/{id}/deferral`.
package struct DeferralInput: Decodable, WireType {
    /// When it shows again.
    package let until: Date

    package static var example: DeferralInput { DeferralInput(until: Date(timeIntervalSince1970: 1_793_500_000)) }
}
