/// How far a feature has moved away from what a model was fitted on.
package enum Drift {
    /// The population stability index over deciles of the fitted values, counts smoothed by 0.5: below 0.1 stable, to
    /// 0.25 watch, above alert (the credit industry's rule).
    package static func stabilityIndex(fitted: [Double], now: [Double]) -> Double {
        DriftReference(.number, fitted.map(FeatureValue.number)).stabilityIndex(now.map(FeatureValue.number))
    }

    /// The same over the values of a category.
    package static func stabilityIndex(fitted: [String], now: [String]) -> Double {
        DriftReference(.category, fitted.map(FeatureValue.category)).stabilityIndex(now.map(FeatureValue.category))
    }
}
