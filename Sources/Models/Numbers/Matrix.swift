/// A dense matrix of doubles, one row behind the other.
package struct Matrix: Sendable, Equatable {
    package let rows: Int
    package let columns: Int
    package var values: [Double]

    package init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        values = [Double](repeating: 0, count: rows * columns)
    }

    /// - Parameter rows: Of equal length.
    package init(_ rows: [[Double]]) {
        self.rows = rows.count
        columns = rows.first?.count ?? 0
        values = rows.flatMap { $0 }
        precondition(values.count == self.rows * columns, "the rows differ in length")
    }

    package subscript(row: Int, column: Int) -> Double {
        get { values[row * columns + column] }
        set { values[row * columns + column] = newValue }
    }

    /// One row as a list.
    package func row(_ index: Int) -> [Double] {
        Array(values[index * columns..<(index + 1) * columns])
    }

    /// `XᵀX` weighted by row: Σ wᵢ xᵢ xᵢᵀ; all weights 1 when none are given.
    package func gram(weights: [Double]? = nil) -> Matrix {
        var result = Matrix(rows: columns, columns: columns)
        result.values.withUnsafeMutableBufferPointer { sums in
            values.withUnsafeBufferPointer { values in
                for row in 0..<rows {
                    let start = row * columns
                    let weight = weights?[row] ?? 1
                    for i in 0..<columns {
                        let left = weight * values[start + i]
                        if left == 0 { continue }
                        for j in i..<columns { sums[i * columns + j] += left * values[start + j] }
                    }
                }
            }
        }
        for i in 0..<columns { for j in 0..<i { result[i, j] = result[j, i] } }
        return result
    }
}
