/// Lengths of time in seconds, of which percentiles are asked.
package struct Lengths: Sendable {
    private var values: [Double] = []

    package init() {}

    package init(_ values: [Double]) {
        self.values = values
    }

    /// What PostgreSQL writes of `float8send` one after the other: `\x`, and sixteen digits for each.
    package init(hexadecimal text: [UInt8]) {
        values.reserveCapacity(text.count / 16)
        var place = 2
        while place + 16 <= text.count {
            var bits: UInt64 = 0
            for digit in text[place..<place + 16] {
                bits = bits << 4 | UInt64(digit < 58 ? digit &- 48 : digit &- 87)
            }
            values.append(Double(bitPattern: bits))
            place += 16
        }
    }

    package var count: Int { values.count }

    package var average: Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    package mutating func add(_ others: Lengths) {
        values += others.values
    }

    /// The length below which `share` of them lie, between two of them by straight line; `nil` without any.
    ///
    /// - Source: `percentile_cont` of PostgreSQL, to the last bit.
    package mutating func share(_ share: Double) -> Double? {
        guard !values.isEmpty else { return nil }
        let place = share * Double(values.count - 1)
        let first = Int(place.rounded(.down))
        let low = smallest(first)
        guard Int(place.rounded(.up)) > first else { return low }
        // Everything behind the place of a chosen one is at least as large.
        let high = values[(first + 1)...].min() ?? low
        return low + (place - Double(first)) * (high - low)
    }

    /// The value that would stand at `place` if they were in order; afterwards it does, smaller ones before it.
    ///
    /// - Source: C. A. R. Hoare, "Algorithm 65: Find", 1961.
    private mutating func smallest(_ place: Int) -> Double {
        values.withUnsafeMutableBufferPointer { values in
            var low = 0
            var high = values.count - 1
            while low < high {
                let pivot = values[(low + high) / 2]
                var left = low
                var right = high
                while left <= right {
                    while values[left] < pivot { left += 1 }
                    while values[right] > pivot { right -= 1 }
                    if left <= right {
                        values.swapAt(left, right)
                        left += 1
                        right -= 1
                    }
                }
                if place <= right { high = right } else if place >= left { low = left } else { break }
            }
            return values[place]
        }
    }
}
