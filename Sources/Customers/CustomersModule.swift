package import EventLoop
package import Foundation
package import Postgres
package import Web

/// The ids of those in a segment, as a subselect; throws `Problem.notFound` when there is no such segment.
package typealias SegmentMembers = @Loop @Sendable (UUID, Connection) async throws -> SQL

/// People and companies, their addresses, consent, notes and history, and the fields the company adds.
@Loop package final class CustomersModule: Module {
    package let name = "customers"
    /// Handed to the entrances by the assembly.
    package let directory: CustomerDirectory
    private let context: AppContext

    private let segment: SegmentMembers?

    /// - Parameter segment: Says who is in a segment.
    package init(context: AppContext, segment: SegmentMembers? = nil) {
        self.segment = segment
        self.context = context
        directory = CustomerDirectory(context: context)
    }

    package var routes: [Route] {
        CustomerRoutes(context: context, segment: segment).routes
            + CustomerNoteRoutes(context: context).routes
            + TimelineRoutes(context: context).routes
            + ClientCompanyRoutes(context: context).routes
            + CustomFieldRoutes(context: context).routes
    }
}
