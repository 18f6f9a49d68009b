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
    package let labels: [Double]
    package let positive: String
    /// Columns with too many values to learn from, such as names.
    package let leftOut: [String]
    package let fitRows: [Int]
    package let testRows: [Int]
    private let question: Question

    /// - Throws: `TrialFault` when a column is missing, the target has not exactly two values, or a side has one only.
    package init(_ table: TrialTable, _ question: Question) throws(TrialFault) {
        self.question = question
        let answers = try table.column(question.target).map(\.trimmed)
        ids =
            try question.id.map { name throws(TrialFault) in try table.column(name) }
            ?? table.rows.indices.map(String.init)
        let times = try question.time.map { name throws(TrialFault) in try table.column(name) }
        positive = try Self.positive(answers, question)
        let yes = positive
        labels = answers.map { $0 == yes ? 1 : 0 }
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
        (fitRows, testRows) = try split.rows(ids: ids, times: times)
        for side in [fitRows, testRows] {
            let kinds = Set(side.map { labels[$0] })
            guard kinds.count == 2 else { throw TrialFault("Both sides of the split need rows of both kinds.") }
        }
    }

    private static func positive(_ answers: [String], _ question: Question) throws(TrialFault) -> String {
        let values = Set(answers).sorted()
        guard values.count == 2 else {
            throw TrialFault("\"\(question.target)\" has \(values.count) different values; two are needed.")
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

    /// A number when every filled field is one and there are more than two different ones; else a category, unless it
    /// has so many values that each would stand for a few rows only.
    private static func column(_ texts: [String]) -> (kind: Feature.Kind, values: [FeatureValue])? {
        let filled = texts.filter { !$0.isEmpty }
        let numbers = filled.compactMap(Double.init)
        let distinct = Set(filled).count
        if numbers.count == filled.count, distinct > 2 {
            return (.number, texts.map { Double($0).map(FeatureValue.number) ?? .missing })
        }
        guard distinct <= max(50, texts.count / 100) else { return nil }
        return (.category, texts.map(FeatureValue.category))
    }

    /// Fits one kind on the fitting side.
    package func fit(_ kind: ClassifierKind) -> FeatureModel {
        let encoder = Encoder(features: features, fitting: fitRows.map { rows[$0] }, standIn: question.standIn)
        let classifier = kind.fit(
            encoder.encode(fitRows.map { rows[$0] }), fitRows.map { labels[$0] }, seed: question.seed,
            inverseStrength: question.inverseStrength)
        return FeatureModel(kind: kind, encoder: encoder, classifier: classifier)
    }

    /// Judges a model on the test side.
    package func judge(_ model: FeatureModel) -> ClassifierFindings {
        ClassifierFindings(
            scores: testRows.map { model.probability(rows[$0]) }, labels: testRows.map { labels[$0] },
            fitLabels: fitRows.map { labels[$0] })
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
