import EventLoop
import Foundation
import Models
import Postgres

/// Gathers what a model learns from: every label with what was known at its moment.
@Loop struct TrainingRows {
    /// Labels beyond this many add nothing a thousand coefficients could use, but cost memory; a fixed sample is taken.
    static let limit = 20_000
    /// How many earlier moments customers are looked at, 30 days apart.
    private static let moments = 12

    let rows: [PredictorRow]
    let features: [FeatureRow]
    let lifetime: BetaGeometric?

    /// The latest moment a label was known.
    var until: Date? { rows.map(\.knownAt).max().map { Date(timeIntervalSince1970: $0) } }

    private struct Label {
        let subject: UUID
        let customer: UUID
        var asOf: Date
        let knownAt: Date
        let came: Bool
        var isJudged = true
    }

    init(_ kind: PredictionKind, now: Date, _ connection: Connection) async throws {
        let labels = try await Self.labels(kind, now: now, connection)
        var features: [FeatureRow] = []
        var latest: BetaGeometric?
        if kind.isOfTickets {
            features = try await FeatureStore(connection).tickets(labels.map { ($0.subject, $0.asOf) })
        } else {
            for (moment, theirs) in Dictionary(grouping: labels, by: \.asOf).sorted(by: { $0.key < $1.key }) {
                let lifetime = try await Self.lifetime(asOf: moment, connection)
                features += try await FeatureStore(connection).customers(
                    theirs.map(\.subject), asOf: moment, lifetime: lifetime)
            }
            latest = try await Self.lifetime(asOf: now, connection)
        }
        struct Key: Hashable {
            let subject: UUID
            let asOf: Date
        }
        let known = Dictionary(
            labels.map { (Key(subject: $0.subject, asOf: $0.asOf), $0) }, uniquingKeysWith: { first, _ in first })
        let joined = features.compactMap { row in
            known[Key(subject: row.subject, asOf: row.asOf)].map { (row: row, label: $0) }
        }
        rows = joined.map { row, label in
            PredictorRow(
                group: label.customer.uuidString, at: label.asOf.timeIntervalSince1970,
                knownAt: label.knownAt.timeIntervalSince1970, values: row.inputs(for: kind.features),
                label: label.came, isJudged: label.isJudged)
        }
        self.features = joined.map(\.row)
        lifetime = latest
    }

    /// The model of how often customers come back; `nil` with too few of them.
    static func lifetime(asOf moment: Date, _ connection: Connection) async throws -> BetaGeometric? {
        let histories = try await CustomerPurchases(connection).histories(asOf: moment)
        guard histories.areEnough else { return nil }
        return await fitted(Array(histories.byCustomer.values))
    }

    @concurrent private static func fitted(_ histories: [PurchaseHistory]) async -> BetaGeometric {
        BetaGeometric(form: .modified, fitting: histories)
    }

    private static func labels(_ kind: PredictionKind, now: Date, _ connection: Connection) async throws -> [Label] {
        let store = LabelStore(connection)
        var labels: [Label] = []
        switch kind {
        case .satisfaction:
            labels = try await store.satisfaction(until: now).map { label in
                Label(
                    subject: label.ticket, customer: label.customer, asOf: label.asOf, knownAt: label.knownAt,
                    came: !label.isSatisfied)
            }
            labels += try await earlierLooks(labels, store)
        case .churn, .purchase:
            // Days since 1970, so that a training later on the same day sees the same moments.
            let today = (now.timeIntervalSince1970 / 86_400).rounded(.down)
            let horizon = kind == .churn ? 60.0 : 30.0
            for step in 0..<moments {
                let moment = Date(timeIntervalSince1970: (today - horizon - 30 * Double(step)) * 86_400)
                let found =
                    kind == .churn
                    ? try await store.churn(asOf: moment, until: now)
                    : try await store.purchase(asOf: moment, until: now)
                labels += found.map { label in
                    Label(
                        subject: label.customer, customer: label.customer, asOf: moment, knownAt: label.knownAt,
                        came: label.label)
                }
            }
        }
        guard labels.count > limit else { return labels }
        let keyed = labels.map { (label: $0, key: CRC32.of($0.subject.uuidString + $0.asOf.description)) }
        return keyed.sorted { ($0.key, $0.label.subject.uuidString) < ($1.key, $1.label.subject.uuidString) }
            .prefix(limit).map(\.label)
    }

    /// A solved ticket looks unlike one in the middle: what is asked about while it is open is learned from there too.
    private static func earlierLooks(_ labels: [Label], _ store: LabelStore) async throws -> [Label] {
        let bySubject = Dictionary(labels.map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first })
        return try await store.earlierMoments(labels.map { ($0.subject, $0.asOf) }).compactMap { moment in
            guard var label = bySubject[moment.id] else { return nil }
            label.asOf = moment.asOf
            label.isJudged = false
            return label
        }
    }
}
