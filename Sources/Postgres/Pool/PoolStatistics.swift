/// Counts of the pool, for metrics.
package struct PoolStatistics: Sendable, Equatable {
    /// Connections in the pool, whatever their state.
    package var links = 0
    /// Connections ready for work.
    package var readyLinks = 0
    /// Connections held by a transaction.
    package var heldLinks = 0
    /// Statements sent and not yet answered.
    package var inFlight = 0
    /// Callers waiting for a connection.
    package var waiting = 0
    /// Statements answered since the start.
    package var statements = 0
    /// Connections lost since the start.
    package var lostLinks = 0

    /// All zero.
    package init() {}
}
