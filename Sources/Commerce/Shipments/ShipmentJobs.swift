import Basics
package import EventLoop
import Foundation
package import Jobs
import Postgres
package import Web

/// Notices parcels that are late.
@Loop package struct ShipmentJobs {
    private let context: AppContext
    private let bus: EventBus

    package init(context: AppContext, bus: EventBus) {
        self.context = context
        self.bus = bus
    }

    func register(_ queue: JobQueue) {
        queue.every(seconds: 60, name: "commerce.late_shipments") { try await noticeLate() }
    }

    /// Tells once of each parcel whose day has passed without it: on the timeline and as `ShipmentLate`.
    package func noticeLate() async throws {
        let now = context.clock.now
        let batch = 100
        var found = batch
        while found == batch {
            found = try await context.database.transaction { connection in
                let late = try await ShipmentStore(connection).markLate(now: now, limit: batch)
                for shipment in late {
                    guard let order = try await OrderStore(connection).order(.id(ID(shipment.orderID))),
                        let promisedAt = shipment.promisedAt
                    else { continue }
                    try await OrderWritingStore(connection).note(
                        order, kind: "shipment.late",
                        detail: "\(shipment.carrier) \(shipment.trackingNumber)".trimmingBlanks,
                        at: now)
                    try await bus.publish(
                        ShipmentLate(
                            shipmentID: shipment.id.uuid, orderID: order.id.uuid, number: order.number,
                            customerID: order.customer.id, promisedAt: promisedAt, at: now), in: connection)
                }
                return late.count
            }
        }
    }
}
