/// The classifiers there are, by name.
package enum ClassifierKind: String, Sendable, Codable, CaseIterable {
    case logistic
    /// The founding churn model.
    case linear
    /// The founding purchase model: a tree grown until its leaves are pure.
    case foundingTree = "founding_tree"
    /// A tree of at most 5 levels with at least 50 rows in a leaf (2 % of small tables).
    case tree
    /// The founding satisfaction model.
    case network

    /// Fits a model of this kind.
    ///
    /// - Parameter seed: Only the network's start and shuffling depend on it.
    package func fit(_ rows: Matrix, _ labels: [Double], seed: UInt64 = 0, inverseStrength: Double = 1)
        -> FittedClassifier
    {
        switch self {
        case .logistic:
            .logistic(LogisticRegression(fitting: rows, labels: labels, inverseStrength: inverseStrength))
        case .linear: .linear(LinearRegression(fitting: rows, labels: labels))
        case .foundingTree: .tree(DecisionTree(fitting: rows, labels: labels))
        case .tree:
            .tree(
                DecisionTree(
                    fitting: rows, labels: labels, depthLimit: 5, leafMinimum: min(50, max(2, rows.rows / 50)),
                    smoothing: 1))
        case .network: .network(Network(fitting: rows, labels: labels, seed: seed))
        }
    }
}

/// A fitted classifier of any kind, which can be saved and loaded.
package enum FittedClassifier: Classifier, Equatable {
    case logistic(LogisticRegression)
    case linear(LinearRegression)
    case tree(DecisionTree)
    case network(Network)

    private var model: any Classifier {
        switch self {
        case .logistic(let model): model
        case .linear(let model): model
        case .tree(let model): model
        case .network(let model): model
        }
    }

    package func probability(_ inputs: [Double]) -> Double { model.probability(inputs) }

    package func contributions(_ inputs: [Double]) -> [Double] { model.contributions(inputs) }
}

/// A classifier with its encoder: what is saved, loaded and asked.
package struct FeatureModel: Sendable, Codable, Equatable {
    package let kind: ClassifierKind
    package let encoder: Encoder
    package let classifier: FittedClassifier
    /// Maps the classifier's answers to calibrated ones; `nil` when they are calibrated as they are.
    package let calibration: Platt?

    package init(kind: ClassifierKind, encoder: Encoder, classifier: FittedClassifier, calibration: Platt? = nil) {
        self.kind = kind
        self.encoder = encoder
        self.classifier = classifier
        self.calibration = calibration
    }

    package func probability(_ features: [FeatureValue]) -> Double {
        let raw = classifier.probability(encoder.encode(features))
        return calibration?.calibrated(raw) ?? raw
    }

    /// What moved the answer away from the average row's, one entry per feature, largest first: all inputs of a feature
    /// summed.
    package func reasons(_ features: [FeatureValue]) -> [(feature: Feature, contribution: Double)] {
        var sums = [Double](repeating: 0, count: encoder.features.count)
        let contributions = classifier.contributions(encoder.encode(features))
        for (feature, contribution) in zip(encoder.featureOfInput, contributions) { sums[feature] += contribution }
        return zip(encoder.features, sums).map { ($0, $1) }
            .sorted { (abs($1.contribution), $0.feature.name) < (abs($0.contribution), $1.feature.name) }
    }
}
