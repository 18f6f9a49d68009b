package import Foundation
import Jobs

/// An order was placed; published in the transaction that stored it.
package struct OrderPlaced: Event {
    package static let name = "order.placed"
    package let orderID: UUID
    package let number: Int
    package let customerID: UUID
    package let at: Date
}

/// An order moved on; published in the transaction that moved it.
package struct OrderMoved: Event {
    package static let name = "order.moved"
    package let orderID: UUID
    package let number: Int
    package let customerID: UUID
    package let status: OrderStatus
    package let at: Date
}

/// A parcel is not there although its day has passed; published once per shipment.
package struct ShipmentLate: Event {
    package static let name = "shipment.late"
    package let shipmentID: UUID
    package let orderID: UUID
    package let number: Int
    package let customerID: UUID
    package let promisedAt: Date
    package let at: Date
}
