import Basics
import Foundation
import Web

extension Order {
    private init(exampleAt instant: Date) {
        id = ID(Examples.order)
        number = 5042
        reference = "WEB-20261123-7"
        customer = Named(id: Examples.customer, name: "陈美")
        status = .shipped
        discount = Money(1_000, "CNY")
        shipping = Money(1_200, "CNY")
        total = Money(17_000, "CNY")
        note = ""
        source = "api"
        placedAt = instant
        paidAt = instant
        shippedAt = instant
        deliveredAt = nil
        cancelledAt = nil
        updatedAt = instant
        version = 3
        lines = [
            Line(
                position: 1, productID: Examples.product, sku: "TEAPOT-BLUE", name: "Blue teapot", quantity: 1,
                unitPrice: Money(16_800, "CNY"))
        ]
        payments = [
            Payment(
                id: ID(Examples.payment), amount: Money(17_000, "CNY"), method: "alipay", reference: "2026112322001",
                paidAt: instant)
        ]
        returns = [
            Return(
                id: ID(Examples.payment), reason: "The lid was broken",
                lines: .array([.object(["position": .number(1), "quantity": .number(1)])]), refund: Money(0, "CNY"),
                returnedAt: instant)
        ]
        shipments = [.example]
    }

    package static var example: Order { Order(exampleAt: Examples.instant) }
}
