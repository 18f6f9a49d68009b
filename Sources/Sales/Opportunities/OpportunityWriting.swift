import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// What a deal is from now on.
struct OpportunityDraft: Sendable {
    var pipelineID: UUID
    var stageID: UUID
    var customerID: UUID
    var title: String
    var amount: Money
    var expectedCloseOn: String?
    var ownerID: UUID?
    var sourceTicketID: UUID?

    init(
        pipelineID: UUID, stageID: UUID, customerID: UUID, title: String, amount: Money,
        expectedCloseOn: String? = nil, ownerID: UUID?, sourceTicketID: UUID? = nil
    ) {
        self.pipelineID = pipelineID
        self.stageID = stageID
        self.customerID = customerID
        self.title = title
        self.amount = amount
        self.expectedCloseOn = expectedCloseOn
        self.ownerID = ownerID
        self.sourceTicketID = sourceTicketID
    }

    init(_ opportunity: Opportunity) {
        self.init(
            pipelineID: opportunity.pipelineID.uuid, stageID: opportunity.stageID.uuid,
            customerID: opportunity.customer.id, title: opportunity.title, amount: opportunity.amount,
            expectedCloseOn: opportunity.expectedCloseOn, ownerID: opportunity.owner?.id,
            sourceTicketID: opportunity.sourceTicket?.id)
    }
}

/// The statements that change deals.
@Loop struct OpportunityWritingStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// - Throws: `Problem.invalid` when there is no such customer or user; `Problem` of kind `lead-taken` when the
    ///   ticket has become a deal meanwhile.
    func insert(_ id: ID<Opportunity>, _ deal: OpportunityDraft, at now: Date) async throws {
        try await naming {
            try await connection.execute(
                """
                INSERT INTO opportunities (id, pipeline_id, stage_id, customer_id, title, amount_minor, currency,
                    expected_close_on, owner_id, source_ticket_id, moved_at, created_at, updated_at)
                VALUES (\(id), \(deal.pipelineID), \(deal.stageID), \(deal.customerID), \(deal.title),
                    \(deal.amount.amountMinor), \(deal.amount.currency), \(deal.expectedCloseOn)::date, \(deal.ownerID),
                    \(deal.sourceTicketID), \(now), \(now), \(now))
                """)
        }
    }

    func update(_ id: ID<Opportunity>, _ deal: OpportunityDraft, at now: Date) async throws {
        try await naming {
            try await connection.execute(
                """
                UPDATE opportunities
                SET customer_id = \(deal.customerID), title = \(deal.title), amount_minor = \(deal.amount.amountMinor),
                    currency = \(deal.amount.currency), expected_close_on = \(deal.expectedCloseOn)::date,
                    owner_id = \(deal.ownerID), updated_at = \(now), version = version + 1
                WHERE id = \(id)
                """)
        }
    }

    func move(
        _ id: ID<Opportunity>, to stage: Pipeline.Stage, of pipeline: ID<Pipeline>, reason: UUID?, note: String,
        at now: Date
    ) async throws {
        try await connection.execute(
            """
            UPDATE opportunities
            SET pipeline_id = \(pipeline), stage_id = \(stage.id), lost_reason_id = \(reason), lost_note = \(note),
                won_at = \(stage.kind == .won ? now : nil), lost_at = \(stage.kind == .lost ? now : nil),
                moved_at = CASE WHEN stage_id = \(stage.id) THEN moved_at ELSE \(now) END, updated_at = \(now),
                version = version + 1
            WHERE id = \(id)
            """)
    }

    /// Deals that were removed stand in this stage when they come back.
    func moveRemoved(in stages: [UUID], to stage: UUID, of pipeline: ID<Pipeline>) async throws {
        try await connection.execute(
            """
            UPDATE opportunities
            SET pipeline_id = \(pipeline), stage_id = \(stage)
            WHERE stage_id = ANY (\(stages)) AND deleted_at IS NOT NULL
            """)
    }

    func remove(_ id: ID<Opportunity>, at now: Date) async throws {
        try await connection.execute(
            "UPDATE opportunities SET deleted_at = \(now), updated_at = \(now), version = version + 1 WHERE id = \(id)")
    }

    /// - Throws: `Problem` of kind `lead-taken` when its ticket has become another deal.
    func restore(_ id: ID<Opportunity>, at now: Date) async throws {
        try await naming {
            try await connection.execute(
                "UPDATE opportunities SET deleted_at = NULL, updated_at = \(now), version = version + 1 WHERE id = \(id)"
            )
        }
    }

    /// Adds to the history how the deal stands now.
    func note(
        _ id: ID<Opportunity>, _ kind: OpportunityChange.Kind, by actor: Principal, at now: Date
    ) async throws {
        try await connection.execute(
            """
            INSERT INTO opportunity_changes (opportunity_id, version, at, kind, actor_id, actor_name, pipeline_id, stage_id,
                stage_name, win_ratio, title, amount_minor, currency, expected_close_on, owner_id, lost_reason_id)
            SELECT d.id, d.version, \(now), \(kind), \(actor.id), \(actor.name), d.pipeline_id, d.stage_id, s.name,
                s.win_ratio, d.title, d.amount_minor, d.currency, d.expected_close_on, d.owner_id, d.lost_reason_id
            FROM opportunities AS d
            JOIN pipeline_stages AS s ON s.id = d.stage_id
            WHERE d.id = \(id)
            """)
    }

    /// A line on the customer's timeline that links to the deal.
    func tell(_ opportunity: Opportunity, _ kind: OpportunityChange.Kind, detail: String, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO timeline_entries (id, customer_id, at, kind, title, detail, link_kind, link_number)
            VALUES (\(ID<OpportunityWritingStore>.make(at: now)), \(opportunity.customer.id), \(now),
                \("opportunity.\(kind.rawValue)"), \(opportunity.title), \(detail), 'opportunity', \(opportunity.number))
            """)
    }

    private func naming(_ run: () async throws -> Void) async throws {
        do {
            try await run()
        } catch let error as DatabaseError where error.isUniqueViolation("opportunities_one_of_ticket") {
            throw Problem.conflict(
                "lead-taken", "The ticket has become a deal already", "Open the deal beside the ticket.")
        } catch let error as DatabaseError where error.constraint == "opportunities_customer_id_fkey" {
            throw Problem.invalid("/customer_id", "names no customer")
        } catch let error as DatabaseError where error.constraint == "opportunities_owner_id_fkey" {
            throw Problem.invalid("/owner_id", "names nobody of the staff")
        }
    }
}
