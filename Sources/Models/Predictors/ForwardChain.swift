/// Judging in time order: each block of rows is predicted by a model that saw only what was known when the block began.
///
/// Random splits flatter: AUC 0.796 against 0.685 on the same rows (MODELS.md, decision 3).
enum ForwardChain {
    /// The share of the earliest rows nothing is predicted of.
    private static let start = 0.4
    private static let blocks = 4

    /// - Parameter rows: In the order of their moments; rows that are not judged are only fitted on.
    /// - Returns: Which rows to fit on and which to predict, block by block; a block before which not both kinds of label
    ///   were known is left out.
    static func splits(_ rows: [PredictorRow]) -> [(fit: [Int], test: [Int])] {
        let judged = rows.indices.filter { rows[$0].isJudged }
        let first = Int(Double(judged.count) * start)
        return (0..<blocks).compactMap { block in
            let from = first + (judged.count - first) * block / blocks
            let to = first + (judged.count - first) * (block + 1) / blocks
            guard from < to else { return nil }
            let begins = rows[judged[from]].at
            let fit = rows.indices.filter { rows[$0].at < begins && rows[$0].knownAt <= begins }
            guard Set(fit.map { rows[$0].label }).count == 2 else { return nil }
            return (fit, Array(judged[from..<to]))
        }
    }
}
