/// Tries classifiers on any table: which columns are features, fit, judge, verdict.
package struct ClassifierTrial: Sendable {
    /// What to try, by the names of columns.
    package struct Question: Sendable {
        package var target: String
        package var id: String?
        package var time: String?
        /// The target's value that counts as "yes"; `nil` takes the one that reads like it.
        package var positive: String?
        package var split: TrialSplit?
        /// Columns that must not be looked at.
        package var ignored: [String] = []
        package var standIn: Encoder.StandIn = .zero
        package var seed: UInt64 = 0
        package var inverseStrength = 1.0

        package init(target: String) {
            self.target = target
        }
    }

    package let ids: [String]
    package let features: [Feature]
    package let rows: [[FeatureValue]]
    /// 1 for "yes", 0 for "no"; `nil` where the target is blank.
    package let answers: [Double?]
    package let positive: String
    /// Columns with too many values to learn from, such as names.
    package let leftOut: [String]
    /// Neither of these has a row whose target is blank.
    package let fitRows: [Int]
    package let testRows: [Int]
    private let question: Question

    /// - Throws: `TrialFault` when a column is missing, the target has not exactly two values, or a side has one only.
    package init(_ table: TrialTable, _ question: Question) throws(TrialFault) {
        self.question = question
        let texts = try table.column(question.target).map(\.trimmed)
        let ids =
            try question.id.map { name throws(TrialFault) in try table.column(name) }
            ?? table.rows.indices.map(String.init)
        self.ids = ids
        let times = try question.time.map { name throws(TrialFault) in try table.column(name) }
        positive = try Self.positive(texts.filter { !$0.isEmpty }, question)
        let yes = positive
        let answers = texts.map { $0.isEmpty ? nil : $0 == yes ? 1.0 : 0 }
        self.answers = answers
        for name in question.ignored { _ = try table.place(of: name) }
        let special = Set([question.target, question.id, question.time].compactMap { $0 } + question.ignored)
        var features: [Feature] = []
        var columns: [[FeatureValue]] = []
        var leftOut: [String] = []
        for (place, name) in table.columns.enumerated() where !special.contains(name) {
            let texts = table.rows.map { $0[place].trimmed }
            guard let column = Self.column(texts) else {
                leftOut.append(name)
                continue
            }
            features.append(Feature(name, column.kind))
            columns.append(column.values)
        }
        guard !features.isEmpty else { throw TrialFault("No column is left to predict from.") }
        self.features = features
        self.leftOut = leftOut
        rows = table.rows.indices.map { row in columns.map { $0[row] } }
        let split = question.split ?? (times == nil ? .folds(5, test: 0) : .latest(0.2))
        let known = answers.indices.filter { answers[$0] != nil }
        let sides = try split.rows(ids: known.map { ids[$0] }, times: times.map { times in known.map { times[$0] } })
        (fitRows, testRows) = (sides.fit.map { known[$0] }, sides.test.map { known[$0] })
        for (name, side) in [("fit", fitRows), ("judge", testRows)] {
            guard Set(side.map { answers[$0] }).count == 2 else {
                throw TrialFault(
                    "The split leaves \(side.count) of \(known.count) rows to \(name) by, not of both kinds: "
                        + "more rows or another --split are needed.")
            }
        }
    }

    /// The answers of `rows`, none of which is blank.
    package func labels(_ rows: [Int]) -> [Double] { rows.compactMap { answers[$0] } }

    private static func positive(_ answers: [String], _ question: Question) throws(TrialFault) -> String {
        let values = Set(answers).sorted()
        guard values.count == 2 else {
            let known = values.prefix(4).map { "\"\($0)\"" }.joined(separator: ", ")
            throw TrialFault(
                "\"\(question.target)\" has \(values.count) different value\(values.count == 1 ? "" : "s")"
                    + "\(values.isEmpty ? "" : " (\(known)\(values.count > 4 ? ", …" : ""))"); two are needed.")
        }
        if let wanted = question.positive {
            guard values.contains(wanted) else {
                throw TrialFault("\"\(question.target)\" is never \"\(wanted)\"; it is \(values[0]) or \(values[1]).")
            }
            return wanted
        }
        let affirmative: Set = ["1", "1.0", "yes", "y", "true", "t", "是", "churned", "positive", "bad", "lost"]
        return values.first { affirmative.contains($0.lowercased()) } ?? values[1]
    }

    /// What stands for "not known" among numbers.
    private static let blanks: Set = ["", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "?"]

    /// A number when every field that is not blank is one and there are more than two different ones; else a category,
    /// unless it has so many values that each would stand for a few rows only.
    private static func column(_ texts: [String]) -> (kind: Feature.Kind, values: [FeatureValue])? {
        let filled = texts.filter { !blanks.contains($0.lowercased()) }
        let numbers = filled.compactMap(Double.init)
        if numbers.count == filled.count, Set(filled).count > 2 {
            // What is not finite, or so large that its square is not, is not known either.
            return (.number, texts.map { Double($0).flatMap { abs($0) < 1e150 ? .number($0) : nil } ?? .missing })
        }
        let distinct = Set(texts.filter { !$0.isEmpty }).count
        guard distinct <= max(50, texts.count / 100) else { return nil }
        return (.category, texts.map(FeatureValue.category))
    }

    /// Fits one kind on the fitting side.
    package func fit(_ kind: ClassifierKind) -> FeatureModel {
        let encoder = Encoder(features: features, fitting: fitRows.map { rows[$0] }, standIn: question.standIn)
        let classifier = kind.fit(
            encoder.encode(fitRows.map { rows[$0] }), labels(fitRows), seed: question.seed,
            inverseStrength: question.inverseStrength)
        return FeatureModel(kind: kind, encoder: encoder, classifier: classifier)
    }

    /// Judges a model on the test side.
    package func judge(_ model: FeatureModel) -> ClassifierFindings {
        ClassifierFindings(
            scores: testRows.map { model.probability(rows[$0]) }, labels: labels(testRows), fitLabels: labels(fitRows))
    }
}

extension String {
    /// Without blanks at either end.
    fileprivate var trimmed: String {
        var text = Substring(self)
        while text.last?.isWhitespace == true { text.removeLast() }
        while text.first?.isWhitespace == true { text.removeFirst() }
        return String(text)
    }
}
