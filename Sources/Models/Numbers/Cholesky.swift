/// The Cholesky factor of a symmetric positive definite matrix: `A = L Lᵀ`.
package struct Cholesky: Sendable {
    private let size: Int
    /// `L`, row by row; what stands above the diagonal is not used.
    private var factor: [Double]

    /// - Returns: `nil` when the matrix is not positive definite.
    package init?(_ matrix: Matrix) {
        precondition(matrix.rows == matrix.columns, "a square matrix is needed")
        size = matrix.rows
        factor = matrix.values
        let size = size
        let isDefinite = factor.withUnsafeMutableBufferPointer { l in
            for i in 0..<size {
                for j in 0...i {
                    var sum = l[i * size + j]
                    sum -= Self.dot(l, i * size, j * size, j)
                    if i == j {
                        guard sum > 0 else { return false }
                        l[i * size + i] = sum.squareRoot()
                    } else {
                        l[i * size + j] = sum / l[j * size + j]
                    }
                }
            }
            return true
        }
        guard isDefinite else { return nil }
    }

    /// `x` with `A x = b`.
    package func solve(_ right: [Double]) -> [Double] {
        var x = right
        factor.withUnsafeBufferPointer { l in
            for i in 0..<size {
                var sum = x[i]
                for j in 0..<i { sum -= l[i * size + j] * x[j] }
                x[i] = sum / l[i * size + i]
            }
            for i in (0..<size).reversed() {
                x[i] /= l[i * size + i]
                let value = x[i]
                for j in 0..<i { x[j] -= l[i * size + j] * value }
            }
        }
        return x
    }

    /// `A⁻¹`.
    package func inverse() -> Matrix {
        // Row k of `upper` is column k of L⁻¹, so that both loops below walk along rows.
        var upper = Matrix(rows: size, columns: size)
        var result = Matrix(rows: size, columns: size)
        factor.withUnsafeBufferPointer { l in
            upper.values.withUnsafeMutableBufferPointer { u in
                for k in 0..<size {
                    u[k * size + k] = 1 / l[k * size + k]
                    for i in k + 1..<max(size, k + 1) {
                        var sum = 0.0
                        for j in k..<i { sum += l[i * size + j] * u[k * size + j] }
                        u[k * size + i] = -sum / l[i * size + i]
                    }
                }
                result.values.withUnsafeMutableBufferPointer { r in
                    for i in 0..<size {
                        for j in i..<size {
                            var sum = 0.0
                            for k in j..<size { sum += u[i * size + k] * u[j * size + k] }
                            r[i * size + j] = sum
                            r[j * size + i] = sum
                        }
                    }
                }
            }
        }
        return result
    }

    private static func dot(_ l: UnsafeMutableBufferPointer<Double>, _ a: Int, _ b: Int, _ count: Int) -> Double {
        // Four sums at once: the compiler may not reorder additions by itself.
        var (s0, s1, s2, s3) = (0.0, 0.0, 0.0, 0.0)
        var place = 0
        while place + 4 <= count {
            s0 += l[a + place] * l[b + place]
            s1 += l[a + place + 1] * l[b + place + 1]
            s2 += l[a + place + 2] * l[b + place + 2]
            s3 += l[a + place + 3] * l[b + place + 3]
            place += 4
        }
        var sum = (s0 + s1) + (s2 + s3)
        while place < count {
            sum += l[a + place] * l[b + place]
            place += 1
        }
        return sum
    }
}
