import Basics
package import EventLoop
import Foundation
package import Jobs
import Postgres
package import Web

/// People and companies, their addresses, consent, notes and history, and the fields the company adds.
@Loop package final class CustomersModule: Module {
    package let name = "customers"
    /// Handed to the entrances by the assembly.
    package let directory: CustomerDirectory
    private let context: AppContext

    private let merges: MergeDesk
    /// Brings along what arrives late under a merged id.
    package let mergeJobs: MergeJobs

    private let erasures: ErasureDesk
    /// Empties what is kept no longer.
    package let retention: RetentionJobs

    private let groups: CustomerGroups
    private let bulk: BulkJobs

    /// - Parameters:
    ///   - bus: Tells the other modules of records merged and parted; nobody is told without it.
    ///   - erasures: Erases people; without it no file goes with them.
    ///   - segment: Says who is in a segment.
    ///   - rule: Says whom a rule holds.
    package init(
        context: AppContext, bus: EventBus? = nil, erasures: ErasureDesk? = nil, segment: SegmentMembers? = nil,
        rule: RuleMembers? = nil
    ) {
        groups = CustomerGroups(segment: segment, rule: rule)
        bulk = BulkJobs(context: context)
        let desk = erasures ?? ErasureDesk(context: context) { _ in }
        self.erasures = desk
        retention = RetentionJobs(context: context, removeFiles: desk.removeFiles)
        self.context = context
        merges = MergeDesk(context: context, bus: bus)
        mergeJobs = MergeJobs(context: context)
        directory = CustomerDirectory(context: context)
    }

    package var routes: [Route] {
        CustomerRoutes(context: context, groups: groups).routes
            + BulkRoutes(context: context, groups: groups).routes
            + CustomerNoteRoutes(context: context).routes
            + TimelineRoutes(context: context).routes
            + ClientCompanyRoutes(context: context).routes
            + CustomFieldRoutes(context: context).routes
            + DuplicateRoutes(context: context).routes
            + MergeRoutes(context: context, desk: merges).routes
            + PrivacyRoutes(context: context, desk: erasures).routes
            + RetentionRoutes(context: context).routes
    }

    /// Carries out, or back, what is left of a change to many customers.
    package func workBulkChange(_ id: String) async throws {
        guard let id = ID<BulkChange>(id) else { throw Problem.notFound("change") }
        try await bulk.work(id)
    }

    package func registerJobs(_ queue: JobQueue) {
        DuplicateJobs(context: context).register(queue)
        mergeJobs.register(queue)
        erasures.register(queue)
        retention.register(queue)
        bulk.register(queue)
    }
}
