import Foundation

/// The founding network: inputs → 64 → 32 → 1, ReLU between, a sigmoid at the end.
///
/// Binary cross-entropy, Adam (Kingma and Ba 2015: rate 0.001, β 0.9 and 0.999, ε 1e-7), Glorot uniform start, 10 epochs
/// in batches of 32, shuffled by a seed: the same rows and seed give the same weights, byte for byte. Inputs must be
/// standardised: on raw ones the AUC swings from 0.68 to 0.81 between seeds (MODELS.md).
package struct Network: Classifier, Equatable {
    static let hidden = (first: 64, second: 32)

    private let width: Int
    /// All weights, layer after layer; in a layer one column per neuron of the next, then its offsets.
    private var weights: [Float]
    private let means: [Double]

    package init(
        fitting rows: Matrix, labels: [Double], seed: UInt64, epochs: Int = 10, batch: Int = 32, rate: Float = 0.001
    ) {
        width = rows.columns
        means = (0..<rows.columns).map { column in Statistics.mean((0..<rows.rows).map { rows[$0, column] }) }
        var random = SplitMix64(seed: seed)
        weights = Self.start(width, &random)
        let inputs = rows.values.map(Float.init)
        let wanted = labels.map(Float.init)
        var training = NetworkTraining(width: width, weights: weights)
        for _ in 0..<epochs {
            let order = random.permutation(rows.rows)
            for start in stride(from: 0, to: order.count, by: batch) {
                training.step(order[start..<min(start + batch, order.count)], inputs, wanted, rate: rate)
            }
        }
        weights = training.weights
    }

    private static func start(_ width: Int, _ random: inout SplitMix64) -> [Float] {
        var weights: [Float] = []
        for (from, to) in [(width, hidden.first), (hidden.first, hidden.second), (hidden.second, 1)] {
            let limit = (6 / Double(from + to)).squareRoot()
            for _ in 0..<from * to { weights.append(Float((2 * random.unit() - 1) * limit)) }
            weights += [Float](repeating: 0, count: to)
        }
        return weights
    }

    package func probability(_ inputs: [Double]) -> Double { sigmoid(logOdds(inputs)) }

    package func logOdds(_ inputs: [Double]) -> Double {
        NetworkPass(width: width).run(weights, inputs.map(Float.init)).output
    }

    /// Integrated gradients from the mean row, 32 steps, in log-odds: they add up to the difference from the mean row's
    /// answer.
    ///
    /// - Source: Sundararajan, Taly and Yan 2017.
    package func contributions(_ inputs: [Double]) -> [Double] {
        let steps = 32
        var result = [Double](repeating: 0, count: width)
        for step in 0..<steps {
            let share = (Double(step) + 0.5) / Double(steps)
            let point = zip(means, inputs).map { Float($0 + share * ($1 - $0)) }
            let gradient = NetworkPass(width: width).gradient(weights, point)
            for place in 0..<width { result[place] += Double(gradient[place]) / Double(steps) }
        }
        return zip(result, zip(means, inputs)).map { $0 * ($1.1 - $1.0) }
    }
}

/// One way through the network without learning.
private struct NetworkPass {
    let width: Int

    func run(_ weights: [Float], _ inputs: [Float]) -> (output: Double, first: [Float], second: [Float]) {
        var place = 0
        let first = layer(weights, &place, inputs, Network.hidden.first).map { max($0, 0) }
        let second = layer(weights, &place, first, Network.hidden.second).map { max($0, 0) }
        let output = layer(weights, &place, second, 1)[0]
        return (Double(output), first, second)
    }

    private func layer(_ weights: [Float], _ place: inout Int, _ inputs: [Float], _ count: Int) -> [Float] {
        var sums = Array(weights[place + inputs.count * count..<place + inputs.count * count + count])
        for (index, input) in inputs.enumerated() where input != 0 {
            let row = place + index * count
            for neuron in 0..<count { sums[neuron] += input * weights[row + neuron] }
        }
        place += inputs.count * count + count
        return sums
    }

    /// Of the log-odds by each input.
    func gradient(_ weights: [Float], _ inputs: [Float]) -> [Float] {
        let (_, first, second) = run(weights, inputs)
        let (h1, h2) = Network.hidden
        let w2 = width * h1 + h1
        let w3 = w2 + h1 * h2 + h2
        var back2 = [Float](repeating: 0, count: h2)
        for j in 0..<h2 where second[j] > 0 { back2[j] = weights[w3 + j] }
        var back1 = [Float](repeating: 0, count: h1)
        for i in 0..<h1 where first[i] > 0 {
            for j in 0..<h2 { back1[i] += weights[w2 + i * h2 + j] * back2[j] }
        }
        return (0..<width).map { input in
            var sum: Float = 0
            for i in 0..<h1 { sum += weights[input * h1 + i] * back1[i] }
            return sum
        }
    }
}
