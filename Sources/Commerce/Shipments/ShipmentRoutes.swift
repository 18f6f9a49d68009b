import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about the parcels of an order.
@Loop struct ShipmentRoutes {
    let context: AppContext
    let desk: OrderDesk

    var routes: [Route] {
        [
            .get(
                "/orders/{id}/shipments", "The parcels of an order", .permission(.ordersRead), output: Shipment.self,
                page: true, handler: list),
            .post(
                "/orders/{id}/shipments", "Notes a parcel that was sent", .permission(.ordersWrite),
                input: ShipmentInput.self, output: Shipment.self, handler: create),
            .put(
                "/orders/{id}/shipments/by-tracking/{tracking_number}",
                "Notes the parcel with this tracking number, or makes it what is sent; repeating changes nothing",
                .permission(.ordersWrite), input: ShipmentInput.self, output: Shipment.self, handler: put),
            .patch(
                "/orders/{id}/shipments/{shipment_id}", "Changes what is known of a parcel", .permission(.ordersWrite),
                input: ShipmentInput.self, output: Shipment.self, handler: change),
            .post(
                "/orders/{id}/shipments/{shipment_id}/events", "Adds what the carrier said", .permission(.ordersWrite),
                input: ShipmentEventInput.self, output: Shipment.self, handler: addEvent),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let order = try await OrderRoutes.found(request, in: context.database.connection, locked: false)
        return .json(Page(items: order.shipments, nextCursor: nil))
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(ShipmentInput.self)
        let shipment = try await context.database.transaction { connection in
            try await added(input, request, connection)
        }
        return .created(shipment, version: shipment.version)
    }

    private func put(_ request: Request) async throws -> Response {
        let number = try request.naturalKey("tracking_number", max: 100)
        var input = try request.input(ShipmentInput.self)
        input.trackingNumber = .value(number)
        let (shipment, isNew) = try await context.database.transaction { [input] connection in
            let order = try await OrderRoutes.found(request, in: connection, locked: true)
            guard let old = order.shipments.first(where: { $0.trackingNumber == number }) else {
                return (try await added(input, request, connection), true)
            }
            return (try await changed(old, input, request, connection), false)
        }
        return isNew ? .created(shipment, version: shipment.version) : .json(shipment, version: shipment.version)
    }

    private func added(
        _ input: ShipmentInput, _ request: Request, _ connection: Connection
    ) async throws -> Shipment {
        let now = context.clock.now
        let order = try await OrderRoutes.found(request, in: connection, locked: true)
        guard order.status != .cancelled, order.status != .returned else {
            throw Problem.conflict(
                "order-status", "The order is \(order.status.rawValue)", "Nothing more is sent of it.")
        }
        let blank = Shipment(
            id: .make(at: now, random: context.random), orderID: order.id.uuid, carrier: "", shippedAt: now)
        var fields = Fields()
        let shipment = input.applied(to: blank, now: now, &fields)
        try fields.throwIfAny()
        try await ShipmentStore(connection).insert(shipment, now: now)
        try await OrderWritingStore(connection).note(
            order, kind: "shipment.sent", detail: "\(shipment.carrier) \(shipment.trackingNumber)".trimmingBlanks,
            at: shipment.shippedAt)
        if order.status.mayBecome(.shipped) {
            try await desk.move(order, to: .shipped, at: shipment.shippedAt, in: connection)
        }
        try await settle(request, in: connection)
        try await record("shipment.created", shipment, request, connection)
        return shipment
    }

    private func change(_ request: Request) async throws -> Response {
        let input = try request.input(ShipmentInput.self)
        let shipment = try await context.database.transaction { connection in
            try await changed(try await found(request, in: connection), input, request, connection)
        }
        return .json(shipment, version: shipment.version)
    }

    private func changed(
        _ old: Shipment, _ input: ShipmentInput, _ request: Request, _ connection: Connection
    ) async throws -> Shipment {
        let now = context.clock.now
        try request.requireMatch(old.version)
        var fields = Fields()
        var new = input.applied(to: old, now: now, &fields)
        try fields.throwIfAny()
        guard !new.isSame(as: old) else { return old }
        try await ShipmentStore(connection).update(new, promiseChanged: new.promisedAt != old.promisedAt, now: now)
        if new.status != old.status {
            let order = try await OrderRoutes.found(request, in: connection, locked: true)
            try await OrderWritingStore(connection).note(
                order, kind: "shipment.\(new.status.rawValue)",
                detail: "\(new.carrier) \(new.trackingNumber)".trimmingBlanks, at: new.deliveredAt ?? now)
        }
        try await settle(request, in: connection)
        try await record("shipment.changed", new, request, connection)
        new.version += 1
        return new
    }

    private func addEvent(_ request: Request) async throws -> Response {
        let input = try request.input(ShipmentEventInput.self)
        let now = context.clock.now
        let shipment = try await context.database.transaction { connection in
            var shipment = try await found(request, in: connection)
            var fields = Fields()
            let event = Shipment.Event(
                at: input.at ?? now, place: fields.text(input.place ?? "", "/place", max: 200, required: false),
                text: fields.text(input.text, "/text", max: 500))
            try fields.throwIfAny()
            try await ShipmentStore(connection).add(event, to: shipment.id, now: now)
            shipment.events.append(event)
            return shipment
        }
        return .created(shipment, version: shipment.version)
    }

    /// The shipment the path names, its order locked.
    private func found(_ request: Request, in connection: Connection) async throws -> Shipment {
        let id: ID<Shipment> = try request.id("shipment_id", of: "shipment")
        let order = try await OrderRoutes.found(request, in: connection, locked: true)
        guard let shipment = order.shipments.first(where: { $0.id == id }) else { throw Problem.notFound("shipment") }
        return shipment
    }

    /// An order all of whose parcels have come is delivered.
    private func settle(_ request: Request, in connection: Connection) async throws {
        let order = try await OrderRoutes.found(request, in: connection, locked: true)
        let arrivals = order.shipments.compactMap(\.deliveredAt)
        if !arrivals.isEmpty, arrivals.count == order.shipments.count, order.status.mayBecome(.delivered) {
            try await desk.move(order, to: .delivered, at: arrivals.max(), in: connection)
        }
    }

    private func record(
        _ action: String, _ shipment: Shipment, _ request: Request, _ connection: Connection
    ) async throws {
        var changes = AuditChanges()
        changes.note("status", nil, shipment.status.rawValue)
        changes.note("tracking_number", nil, shipment.trackingNumber)
        try await AuditStore(connection, clock: context.clock).record(
            action, "shipment", shipment.id.uuid, changes, by: request)
    }
}
