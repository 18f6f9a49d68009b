import Foundation

/// The network while it learns: weights, gradients and Adam's two moments.
struct NetworkTraining {
    private(set) var weights: [Float]
    private var gradients: [Float]
    private var firstMoments: [Float]
    private var secondMoments: [Float]
    private let width: Int
    private var steps = 0
    private var first = [Float](repeating: 0, count: Network.hidden.first)
    private var second = [Float](repeating: 0, count: Network.hidden.second)
    private var firstBack = [Float](repeating: 0, count: Network.hidden.first)
    private var secondBack = [Float](repeating: 0, count: Network.hidden.second)

    init(width: Int, weights: [Float]) {
        self.width = width
        self.weights = weights
        gradients = [Float](repeating: 0, count: weights.count)
        firstMoments = gradients
        secondMoments = gradients
    }

    /// Learns from one batch of rows.
    mutating func step(_ batch: ArraySlice<Int>, _ inputs: [Float], _ labels: [Float], rate: Float) {
        gradients.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        inputs.withUnsafeBufferPointer { inputs in
            for row in batch {
                learn(UnsafeBufferPointer(rebasing: inputs[row * width..<(row + 1) * width]), labels[row])
            }
        }
        move(rate, 1 / Float(batch.count))
    }

    private mutating func learn(_ input: UnsafeBufferPointer<Float>, _ label: Float) {
        let width = width
        weights.withUnsafeBufferPointer { w in
            gradients.withUnsafeMutableBufferPointer { g in
                first.withUnsafeMutableBufferPointer { a in
                    second.withUnsafeMutableBufferPointer { b in
                        firstBack.withUnsafeMutableBufferPointer { backA in
                            secondBack.withUnsafeMutableBufferPointer { backB in
                                Self.learn(width, input, label, w, g, a, b, backA, backB)
                            }
                        }
                    }
                }
            }
        }
    }

    private static func learn(
        _ width: Int, _ input: UnsafeBufferPointer<Float>, _ label: Float, _ w: UnsafeBufferPointer<Float>,
        _ g: UnsafeMutableBufferPointer<Float>, _ a: UnsafeMutableBufferPointer<Float>,
        _ b: UnsafeMutableBufferPointer<Float>, _ backA: UnsafeMutableBufferPointer<Float>,
        _ backB: UnsafeMutableBufferPointer<Float>
    ) {
        let (h1, h2) = Network.hidden
        let w2 = width * h1 + h1
        let w3 = w2 + h1 * h2 + h2
        forward(w, 0, input, a)
        forward(w, w2, UnsafeBufferPointer(a), b)
        var z = w[w3 + h2]
        for j in 0..<h2 { z += b[j] * w[w3 + j] }
        let miss = Float(sigmoid(Double(z))) - label

        g[w3 + h2] += miss
        for j in 0..<h2 {
            g[w3 + j] += miss * b[j]
            backB[j] = b[j] > 0 ? miss * w[w3 + j] : 0
            g[w2 + h1 * h2 + j] += backB[j]
        }
        for i in 0..<h1 {
            guard a[i] > 0 else {
                backA[i] = 0
                continue
            }
            let row = w2 + i * h2
            let value = a[i]
            var sum: Float = 0
            for j in 0..<h2 {
                g[row + j] += value * backB[j]
                sum += w[row + j] * backB[j]
            }
            backA[i] = sum
            g[width * h1 + i] += sum
        }
        for k in 0..<width where input[k] != 0 {
            let value = input[k]
            let row = k * h1
            for i in 0..<h1 { g[row + i] += value * backA[i] }
        }
    }

    /// One layer with ReLU.
    private static func forward(
        _ w: UnsafeBufferPointer<Float>, _ start: Int, _ input: UnsafeBufferPointer<Float>,
        _ output: UnsafeMutableBufferPointer<Float>
    ) {
        let count = output.count
        let offsets = start + input.count * count
        for j in 0..<count { output[j] = w[offsets + j] }
        for k in 0..<input.count where input[k] != 0 {
            let value = input[k]
            let row = start + k * count
            for j in 0..<count { output[j] += value * w[row + j] }
        }
        for j in 0..<count { output[j] = max(output[j], 0) }
    }

    private mutating func move(_ rate: Float, _ scale: Float) {
        steps += 1
        let correction = (1 - pow(0.999, Float(steps))).squareRoot() / (1 - pow(0.9, Float(steps)))
        let pace = rate * correction
        weights.withUnsafeMutableBufferPointer { w in
            gradients.withUnsafeBufferPointer { g in
                firstMoments.withUnsafeMutableBufferPointer { m in
                    secondMoments.withUnsafeMutableBufferPointer { v in
                        for place in 0..<w.count {
                            let gradient = g[place] * scale
                            m[place] = 0.9 * m[place] + 0.1 * gradient
                            v[place] = 0.999 * v[place] + 0.001 * gradient * gradient
                            w[place] -= pace * m[place] / (v[place].squareRoot() + 1e-7)
                        }
                    }
                }
            }
        }
    }
}
