/// Finds a minimum without derivatives.
///
/// - Source: Nelder and Mead 1965; coefficients 1, 2, ½, ½; restarted from its own answer until that no longer helps,
///   because a collapsed simplex can stop short.
package enum NelderMead {
    /// - Parameters:
    ///   - start: Where to begin; each coordinate is first moved by `step`.
    ///   - tolerance: Ends when the values at the corners differ by less, and a restart gains less.
    /// - Returns: The best point and its value.
    package static func minimum(
        from start: [Double], step: Double = 0.5, tolerance: Double = 1e-10, evaluationLimit: Int = 20_000,
        of function: ([Double]) -> Double
    ) -> (point: [Double], value: Double) {
        var best = descend(start, step, tolerance, evaluationLimit, function)
        var width = step
        for _ in 0..<20 {
            width = max(width / 2, 0.02)
            let next = descend(best.point, width, tolerance, evaluationLimit, function)
            let gain = best.value - next.value
            if gain > 0 { best = next }
            if gain < tolerance { break }
        }
        return best
    }

    private static func descend(
        _ start: [Double], _ step: Double, _ tolerance: Double, _ limit: Int, _ function: ([Double]) -> Double
    ) -> (point: [Double], value: Double) {
        let size = start.count
        var evaluations = 0
        func value(_ point: [Double]) -> Double {
            evaluations += 1
            let value = function(point)
            return value.isNaN ? .infinity : value
        }
        var corners = [(point: start, value: value(start))]
        for axis in 0..<size {
            var point = start
            point[axis] += step
            corners.append((point, value(point)))
        }
        while evaluations < limit {
            corners.sort { $0.value < $1.value }
            if corners[size].value - corners[0].value < tolerance { break }
            var center = [Double](repeating: 0, count: size)
            for corner in corners.dropLast() {
                for axis in 0..<size { center[axis] += corner.point[axis] / Double(size) }
            }
            func along(_ factor: Double) -> (point: [Double], value: Double) {
                let point = zip(center, corners[size].point).map { $0 + factor * ($1 - $0) }
                return (point, value(point))
            }
            let reflected = along(-1)
            if reflected.value < corners[0].value {
                let expanded = along(-2)
                corners[size] = expanded.value < reflected.value ? expanded : reflected
            } else if reflected.value < corners[size - 1].value {
                corners[size] = reflected
            } else {
                let contracted = reflected.value < corners[size].value ? along(-0.5) : along(0.5)
                if contracted.value < min(reflected.value, corners[size].value) {
                    corners[size] = contracted
                } else {
                    for index in 1...size {
                        let point = zip(corners[0].point, corners[index].point).map { $0 + ($1 - $0) / 2 }
                        corners[index] = (point, value(point))
                    }
                }
            }
        }
        return corners.min { $0.value < $1.value } ?? (start, .infinity)
    }
}
