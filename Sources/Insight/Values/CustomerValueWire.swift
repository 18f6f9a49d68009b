import Basics
import Foundation
import Web

extension CustomerValueReport: WireType {
    package static var example: CustomerValueReport {
        var report = CustomerValueReport()
        report.preparedAt = Date(timeIntervalSince1970: 1_793_500_000)
        report.currency = "CNY"
        report.customerCount = 120
        report.repeatCount = 48
        report.fit = CustomerValuation.Fit(
            purchases: ["r": 0.52, "alpha": 6.18, "a": 0.89, "b": 1.61], amounts: ["p": 6.25, "q": 3.74, "v": 15_447])
        report.previous = CustomerValuePicture(
            day: CalendarDay(year: 2026, month: 9, day: 30), currency: "CNY", customerCount: 112, simpleMinor: 450_000,
            expectedMinor: 360_000, segmentCounts: ["rfm": ["champions": 8]])
        report.tenths = [Tenth(place: 1, customerCount: 12, simpleMinor: 480_000, expectedMinor: 390_000)]
        report.segments = [
            Segment(
                segmentation: "rfm", segment: "champions", customerCount: 9, spentMinor: 610_000, expectedMinor: 280_000
            )
        ]
        return report
    }
}

extension ValuedCustomer: WireType {
    package static var example: ValuedCustomer {
        ValuedCustomer(
            customerID: ID<ValuedCustomer>("0192e4a0-7c1f-7abc-8def-0123456789ab")?.uuid ?? UUID(), name: "王梅",
            orderCount: 8, spent: Money(168_000, "CNY"), simple: Money(252_000, "CNY"), expectedOrders: 6.4,
            expected: Money(131_000, "CNY"), rfmSegment: "champions")
    }
}

extension ProductPair: WireType {
    package static var example: ProductPair {
        let id = ID<ProductPair>("0192e4a0-7c1f-7abc-8def-0123456789ab")?.uuid ?? UUID()
        return ProductPair(
            productID: id, productName: "Gaiwan", otherID: id, otherName: "Tea tray", togetherCount: 12, support: 0.04,
            lift: 3.1, previousTogetherCount: 9, previousLift: 2.8)
    }
}
