import Basics

/// The daily pictures as CSV files.
extension CustomerValueReport {
    /// Which table of the picture a file holds.
    enum Part: String, CaseIterable, Sendable {
        case tenths, segments
    }

    func csv(_ part: Part) -> CSVText {
        func text(_ minor: Int?) -> String { minor.map { String($0) } ?? "" }
        var csv = CSVText()
        switch part {
        case .tenths:
            csv.line(["place", "customer_count", "simple_minor", "expected_minor", "currency"])
            for tenth in tenths {
                csv.line(
                    [
                        String(tenth.place), String(tenth.customerCount), text(tenth.simpleMinor),
                        text(tenth.expectedMinor), currency,
                    ])
            }
        case .segments:
            csv.line(["segmentation", "segment", "customer_count", "spent_minor", "expected_minor", "currency"])
            for segment in segments {
                csv.line(
                    [
                        segment.segmentation, segment.segment, String(segment.customerCount), text(segment.spentMinor),
                        text(segment.expectedMinor), currency,
                    ])
            }
        }
        return csv
    }
}

extension ProductPair {
    /// One line per pair.
    static func csv(_ pairs: [ProductPair]) -> CSVText {
        var csv = CSVText()
        csv.line(
            [
                "product_id", "product_name", "other_id", "other_name", "together_count", "support_ratio", "lift",
                "previous_together_count", "previous_lift",
            ])
        let share = ReportColumn("support_ratio", .ratio)
        let number = ReportColumn("lift", .rating)
        for pair in pairs {
            csv.line(
                [
                    ID<ProductPair>(pair.productID).description, pair.productName,
                    ID<ProductPair>(pair.otherID).description, pair.otherName, String(pair.togetherCount),
                    share.csvText(pair.support), number.csvText(pair.lift),
                    pair.previousTogetherCount.map { String($0) } ?? "", number.csvText(pair.previousLift),
                ])
        }
        return csv
    }
}
