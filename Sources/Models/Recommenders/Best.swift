/// The elements with the highest scores of all that come by, highest first; among equal scores the earlier stays before.
struct Best<Element> {
    private let limit: Int
    private(set) var elements: [(element: Element, score: Double)] = []

    /// - Parameter limit: How many are kept.
    init(_ limit: Int) {
        self.limit = limit
    }

    mutating func offer(_ element: Element, score: Double) {
        if elements.count >= limit {
            guard let last = elements.last, score > last.score else { return }
            elements.removeLast()
        }
        var (low, high) = (0, elements.count)
        while low < high {
            let middle = (low + high) / 2
            if elements[middle].score < score { high = middle } else { low = middle + 1 }
        }
        elements.insert((element, score), at: low)
    }
}
