package import Foundation

/// Where the present moment comes from, injected so that a test can hold the clock.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Date

    package init(_ read: @escaping @Sendable () -> Date) {
        self.read = read
    }

    /// The present moment, cut to whole microseconds, which is what PostgreSQL keeps.
    package var now: Date {
        Date(timeIntervalSince1970: (read().timeIntervalSince1970 * 1_000_000).rounded(.down) / 1_000_000)
    }

    package static let system = WallClock { Date() }
}
