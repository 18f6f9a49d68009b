/// A classification tree by Gini impurity (CART: Breiman, Friedman, Olshen, Stone 1984).
package struct DecisionTree: Classifier, Equatable {
    private struct Node: Sendable, Equatable, Codable {
        /// Share of "yes" among the rows that reached it while fitting, smoothed in leaves when asked.
        var share: Double
        /// The input asked about; -1 in a leaf.
        var input = -1
        var threshold = 0.0
        /// Where rows with at most the threshold go.
        var low = -1
        var high = -1
    }

    private var nodes: [Node] = []
    private let width: Int

    /// - Parameters:
    ///   - depthLimit: Levels of questions; `nil` grows until the leaves are pure, as the founding tree did.
    ///   - leafMinimum: The fewest rows a leaf may have.
    ///   - smoothing: Rows of the average kind added to each leaf, so that a pure leaf of two does not say 100 %.
    package init(
        fitting rows: Matrix, labels: [Double], depthLimit: Int? = nil, leafMinimum: Int = 1, smoothing: Double = 0
    ) {
        width = rows.columns
        let rate = Statistics.mean(labels)
        var open: [(node: Int, rows: [Int], depth: Int)] = []
        nodes.append(Node(share: rate))
        open.append((0, Array(0..<rows.rows), 0))
        while let (node, members, depth) = open.popLast() {
            let yes = members.reduce(0) { $0 + labels[$1] }
            nodes[node].share = (yes + smoothing * rate) / (Double(members.count) + smoothing)
            guard depth < depthLimit ?? .max, members.count >= 2 * leafMinimum, yes > 0, yes < Double(members.count),
                let split = Self.bestSplit(rows, labels, members, leafMinimum)
            else { continue }
            nodes[node].input = split.input
            nodes[node].threshold = split.threshold
            let low = members.filter { rows[$0, split.input] <= split.threshold }
            let high = members.filter { rows[$0, split.input] > split.threshold }
            nodes[node].low = nodes.count
            nodes[node].high = nodes.count + 1
            nodes.append(Node(share: 0))
            nodes.append(Node(share: 0))
            open.append((nodes[node].high, high, depth + 1))
            open.append((nodes[node].low, low, depth + 1))
        }
    }

    private static func bestSplit(
        _ rows: Matrix, _ labels: [Double], _ members: [Int], _ leafMinimum: Int
    ) -> (input: Int, threshold: Double)? {
        var best: (input: Int, threshold: Double)?
        var bestScore = -1.0
        let count = Double(members.count)
        let yes = members.reduce(0) { $0 + labels[$1] }
        let parent = (yes * yes + (count - yes) * (count - yes)) / count
        for input in 0..<rows.columns {
            let order = members.map { (value: rows[$0, input], label: labels[$0]) }.sorted { $0.value < $1.value }
            guard let first = order.first, let last = order.last, first.value < last.value else { continue }
            var (lowCount, lowYes) = (0.0, 0.0)
            for place in 0..<order.count - 1 {
                lowCount += 1
                lowYes += order[place].label
                guard order[place].value < order[place + 1].value, place + 1 >= leafMinimum,
                    order.count - place - 1 >= leafMinimum
                else { continue }
                let highCount = count - lowCount
                let highYes = yes - lowYes
                // Larger is purer: the sum over both sides of Σ class² / size.
                let score =
                    (lowYes * lowYes + (lowCount - lowYes) * (lowCount - lowYes)) / lowCount
                    + (highYes * highYes + (highCount - highYes) * (highCount - highYes)) / highCount
                if score > bestScore + 1e-12 {
                    bestScore = score
                    best = (input, (order[place].value + order[place + 1].value) / 2)
                }
            }
        }
        return bestScore > parent - 1e-12 ? best : nil
    }

    package func probability(_ inputs: [Double]) -> Double { nodes[leaf(inputs).last ?? 0].share }

    /// The change of the share of "yes" along the path, each step credited to the input asked about (Saabas).
    package func contributions(_ inputs: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: width)
        let path = leaf(inputs)
        for (from, to) in zip(path, path.dropFirst()) {
            result[nodes[from].input] += nodes[to].share - nodes[from].share
        }
        return result
    }

    /// The nodes from the root to the leaf.
    private func leaf(_ inputs: [Double]) -> [Int] {
        var path = [0]
        var node = 0
        while nodes[node].input >= 0 {
            node = inputs[nodes[node].input] <= nodes[node].threshold ? nodes[node].low : nodes[node].high
            path.append(node)
        }
        return path
    }
}
