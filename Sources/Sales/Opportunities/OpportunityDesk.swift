import Access
import Basics
import Commerce
package import EventLoop
import Foundation
import Helpdesk
import Postgres
package import Web

/// What is done to deals, each act in the caller's transaction with its history, timeline and audit.
@Loop package struct OpportunityDesk {
    let context: AppContext
    private var now: Date { context.clock.now }

    package init(context: AppContext) {
        self.context = context
    }

    func create(_ input: OpportunityInput, by request: Request, in connection: Connection) async throws -> Opportunity {
        var fields = Fields()
        let pipelines = PipelineStore(connection)
        let pipeline =
            if let id = input.pipelineID { try await pipelines.pipeline(ID(id)) } else {
                try await pipelines.defaultPipeline()
            }
        fields.check(pipeline.map { $0.archivedAt == nil } ?? false, "/pipeline_id", "names no pipeline in use")
        let stage = input.stageID.map { id in pipeline?.stages.first { $0.id.uuid == id } } ?? pipeline?.stages.first
        fields.check(pipeline == nil || stage?.kind == .open, "/stage_id", "names no open stage of the pipeline")
        let amount = try await amount(input.amount, &fields, connection)
        let title = fields.text(input.title, "/title", max: 200)
        let day = fields.day(input.expectedCloseOn, "/expected_close_on")
        try fields.throwIfAny()
        guard let pipeline, let stage else { throw Problem.internalFault }
        return try await open(
            OpportunityDraft(
                pipelineID: pipeline.id.uuid, stageID: stage.id.uuid, customerID: input.customerID, title: title,
                amount: amount, expectedCloseOn: day, ownerID: input.ownerID ?? Self.person(request)), by: request,
            in: connection)
    }

    /// Opens a deal that was checked.
    func open(_ deal: OpportunityDraft, by request: Request, in connection: Connection) async throws -> Opportunity {
        let id = ID<Opportunity>.make(at: now, random: context.random)
        try await OpportunityWritingStore(connection).insert(id, deal, at: now)
        return try await noted(id, .created, old: nil, by: request, in: connection)
    }

    func change(
        _ old: Opportunity, _ input: OpportunityChangeInput, by request: Request, in connection: Connection
    ) async throws -> Opportunity {
        var fields = Fields()
        var deal = OpportunityDraft(old)
        deal.title = fields.text(input.title.applied(to: old.title), "/title", max: 200)
        if let amount = input.amount.sent { deal.amount = amount.checked("/amount", &fields) ?? old.amount }
        if input.expectedCloseOn.isPresent {
            deal.expectedCloseOn = fields.day(input.expectedCloseOn.sent, "/expected_close_on")
        }
        deal.ownerID = input.ownerID.applied(to: old.owner?.id)
        deal.customerID = input.customerID.applied(to: old.customer.id)
        try fields.throwIfAny()
        try await OpportunityWritingStore(connection).update(old.id, deal, at: now)
        return try await noted(old.id, .changed, old: old, by: request, in: connection)
    }

    /// Moves a deal to another stage: on, back, to one of the two ends, or from there back among the open ones.
    ///
    /// A stage of another pipeline in use takes it there.
    ///
    /// - Throws: `Problem.invalid` when there is no such stage, or a lost deal has no reason.
    func move(
        _ old: Opportunity, _ input: StageMove, by request: Request, in connection: Connection
    ) async throws -> Opportunity {
        var fields = Fields()
        let pipeline = try await PipelineStore(connection).pipeline(ofStage: input.stageID)
        let isInUse = pipeline.map { $0.id == old.pipelineID || $0.archivedAt == nil } ?? false
        let stage = isInUse ? pipeline?.stages.first { $0.id.uuid == input.stageID } : nil
        fields.check(stage != nil, "/stage_id", "names no stage of a pipeline in use")
        let note = fields.text(input.lostNote ?? "", "/lost_note", max: 500, required: false)
        if stage?.kind == .lost {
            let reason =
                if let id = input.lostReasonID { try await LostReasonStore(connection).reason(ID(id)) } else {
                    nil as LostReason?
                }
            fields.check(input.lostReasonID != nil, "/lost_reason_id", "is required of a lost deal")
            fields.check(
                input.lostReasonID == nil || reason != nil, "/lost_reason_id", "names none of the reasons on the list")
        } else {
            fields.check(input.lostReasonID == nil, "/lost_reason_id", "is only for lost deals")
        }
        try fields.throwIfAny()
        guard let stage, let pipeline else { throw Problem.internalFault }
        if stage.id == old.stageID, stage.kind != .lost { return old }
        try await OpportunityWritingStore(connection).move(
            old.id, to: stage, of: pipeline.id, reason: input.lostReasonID, note: stage.kind == .lost ? note : "",
            at: now)
        let kind: OpportunityChange.Kind =
            switch stage.kind {
            case .won: .won
            case .lost: .lost
            case .open: old.state == .open ? .moved : .reopened
            }
        return try await noted(old.id, kind, old: old, by: request, in: connection)
    }

    func remove(_ old: Opportunity, by request: Request, in connection: Connection) async throws {
        let store = OpportunityWritingStore(connection)
        try await store.remove(old.id, at: now)
        try await store.note(old.id, .removed, by: request.principal, at: now)
        try await record(.removed, old, AuditChanges(), by: request, in: connection)
    }

    func restore(_ id: ID<Opportunity>, by request: Request, in connection: Connection) async throws -> Opportunity {
        try await OpportunityWritingStore(connection).restore(id, at: now)
        return try await noted(id, .restored, old: nil, by: request, in: connection)
    }

    private func amount(
        _ input: MoneyInput?, _ fields: inout Fields, _ connection: Connection
    ) async throws -> Money {
        if let input { return input.checked("/amount", &fields) ?? Money(0, "XXX") }
        let currency = try await connection.first(
            { row in try row["currency"] as String }, "SELECT currency FROM company_profile")
        return Money(0, currency ?? "CNY")
    }

    /// The deal as it now is, with its history, timeline and audit written.
    private func noted(
        _ id: ID<Opportunity>, _ kind: OpportunityChange.Kind, old: Opportunity?, by request: Request,
        in connection: Connection
    ) async throws -> Opportunity {
        let store = OpportunityWritingStore(connection)
        try await store.note(id, kind, by: request.principal, at: now)
        guard let new = try await OpportunityStore(connection).opportunity(.id(id)) else { throw Problem.internalFault }
        var changes = AuditChanges()
        changes.note("title", old?.title, new.title)
        changes.note("stage_id", old?.stageID.description, new.stageID.description)
        changes.note(
            "amount_minor", old.map { .number(Double($0.amount.amountMinor)) } ?? .null,
            .number(Double(new.amount.amountMinor)))
        changes.note("currency", old?.amount.currency, new.amount.currency)
        changes.note("expected_close_on", old?.expectedCloseOn, new.expectedCloseOn)
        changes.note("owner", old?.owner?.name, new.owner?.name)
        changes.note("customer_id", old?.customer.id.text, new.customer.id.text)
        changes.note("lost_reason", old?.lostReason?.name, new.lostReason?.name)
        try await record(kind, new, changes, by: request, in: connection)
        switch kind {
        case .created, .won, .reopened: try await store.tell(new, kind, detail: "", at: now)
        case .lost: try await store.tell(new, kind, detail: new.lostReason?.name ?? "", at: now)
        case .changed, .moved, .removed, .restored: break
        }
        return new
    }

    private func record(
        _ kind: OpportunityChange.Kind, _ deal: Opportunity, _ changes: AuditChanges, by request: Request,
        in connection: Connection
    ) async throws {
        try await AuditStore(connection, clock: context.clock).record(
            "opportunity.\(kind.rawValue)", "opportunity", deal.id.uuid, changes, by: request)
    }

    /// Whoever asks, when it is one of the staff and no program.
    static func person(_ request: Request) -> UUID? {
        request.principal.kind == .user ? request.principal.id : nil
    }
}
