import Basics
package import EventLoop
import Foundation
package import Postgres
import Web

/// Every SQL statement about telling customers of late parcels.
@Loop package struct LateParcelStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    // MARK: The rule

    package func rule(locked: Bool = false) async throws -> LateParcelRule {
        let lock: SQL = locked ? "FOR UPDATE" : ""
        return try await connection.one(
            LateParcelRule.init,
            """
            SELECT enabled, texts, inbox_id, uses_chat, pause_days, quiet_from, quiet_until, version
            FROM late_parcel_rule
            \(lock)
            """)
    }

    /// - Throws: `Problem.invalid` when there is no such mailbox.
    func update(_ rule: LateParcelRule) async throws {
        if let inbox = rule.inboxID {
            let known = try await connection.first(
                { row in try row["id"] as UUID }, "SELECT id FROM inboxes WHERE id = \(inbox) AND kind = 'email'")
            guard known != nil else { throw Problem.invalid("/inbox_id", "names no mailbox") }
        }
        let texts = String(decoding: try JSONEncoder().encode(rule.texts), as: UTF8.self)
        try await connection.execute(
            """
            UPDATE late_parcel_rule
            SET enabled = \(rule.enabled), texts = \(texts)::jsonb, inbox_id = \(rule.inboxID),
                uses_chat = \(rule.usesChat), pause_days = \(rule.pauseDays), quiet_from = \(rule.quietFrom),
                quiet_until = \(rule.quietUntil), version = version + 1
            """)
    }

    // MARK: Parcels

    /// Remembers that something is to be decided about a parcel; a parcel decided about stays so.
    func add(_ shipment: UUID, customer: UUID, at moment: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO late_notices (shipment_id, customer_id, late_at)
            VALUES (\(shipment), \(customer), \(moment))
            ON CONFLICT (shipment_id) DO NOTHING
            """)
    }

    /// A parcel with its person, and what stands against telling them.
    struct Case: Sendable {
        let parcel: LateParcel
        let isSuppressed: Bool
        let hasArrived: Bool
        let isGone: Bool

        init(_ row: Row) throws {
            parcel = LateParcel(
                shipmentID: try row["shipment_id"], customerID: try row["customer_id"],
                customerName: try row["customer_name"], locale: try row["locale"], address: try row["address"],
                orderID: try row["order_id"], orderNumber: try row["number"], reference: try row["reference"],
                carrier: try row["carrier"], trackingNumber: try row["tracking_number"],
                trackingURL: try row["tracking_url"], promisedAt: try row["promised_at"], lateAt: try row["late_at"])
            isSuppressed = try row["is_suppressed"]
            hasArrived = try row["has_arrived"]
            isGone = try row["is_gone"]
        }
    }

    /// Reads the shipment `s`, its order `o` and the moment `late_at` of `n`.
    private func cases(_ source: SQL, now: Date) -> SQL {
        """
        SELECT s.id AS shipment_id, c.id AS customer_id, c.name AS customer_name, e.address, o.id AS order_id, o.number,
            o.reference, s.carrier, s.tracking_number, s.tracking_url, s.promised_at, n.late_at,
            COALESCE(c.locale, (SELECT locale FROM company_profile)) AS locale,
            EXISTS (SELECT FROM suppressed_addresses AS p WHERE p.address = lower(e.address)) AS is_suppressed,
            s.delivered_at IS NOT NULL OR s.promised_at IS NULL OR s.promised_at > \(now)
                OR o.status IN ('cancelled', 'returned', 'delivered') AS has_arrived,
            c.deleted_at IS NOT NULL AS is_gone
        FROM \(source)
        JOIN customers AS c ON c.id = kept_customer(o.customer_id)
        LEFT JOIN LATERAL (
            SELECT a.address FROM customer_emails AS a WHERE a.customer_id = c.id AND NOT a.released
            ORDER BY a.is_primary DESC, a.position, a.address LIMIT 1
        ) AS e ON true
        """
    }

    /// The next parcel to decide about, taken for this transaction; others of the same person wait for it.
    func next(now: Date) async throws -> Case? {
        let taken = try await connection.first(
            { row in try row["shipment_id"] as UUID },
            """
            SELECT shipment_id
            FROM late_notices
            WHERE state = 'waiting'
            ORDER BY late_at, shipment_id
            LIMIT 1
            FOR UPDATE SKIP LOCKED
            """)
        guard let taken else { return nil }
        let found = try await connection.first(
            Case.init,
            """
            \(cases("late_notices AS n JOIN shipments AS s ON s.id = n.shipment_id JOIN orders AS o ON o.id = s.order_id", now: now))
            WHERE n.shipment_id = \(taken)
            """)
        if let found {
            try await connection.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(\("late parcel " + found.parcel.customerID.text), 0))")
        }
        return found
    }

    /// Whether the person was told of another parcel since.
    func wasTold(_ customer: UUID, since moment: Date) async throws -> Bool {
        try await connection.one(
            { row in try row["told"] },
            """
            SELECT EXISTS (
                SELECT FROM late_notices
                WHERE kept_customer(customer_id) = \(customer) AND state = 'told' AND decided_at > \(moment)) AS told
            """)
    }

    func settle(
        _ shipment: UUID, _ state: String, reason: LateNoticeRefusal? = nil, channel: String? = nil,
        ticket: UUID? = nil, opened: Bool = false, at now: Date
    ) async throws {
        try await connection.execute(
            """
            UPDATE late_notices
            SET state = \(state), reason = \(reason?.rawValue), channel = \(channel), ticket_id = \(ticket),
                opened = \(opened), decided_at = \(now)
            WHERE shipment_id = \(shipment) AND state = 'waiting'
            """)
    }

    /// The person's newest unsolved ticket that speaks of the order or the parcel.
    func ticketAbout(_ parcel: LateParcel) async throws -> UUID? {
        let names = ["#\(parcel.orderNumber)", parcel.reference ?? "", parcel.trackingNumber].filter { $0.count > 3 }
        return try await connection.first(
            { row in try row["id"] as UUID },
            """
            SELECT t.id
            FROM tickets AS t
            WHERE t.customer_id = \(parcel.customerID) AND t.status IN ('open', 'waiting', 'snoozed')
                AND t.last_customer_seq > 0
                AND EXISTS (
                    SELECT FROM messages AS m
                    WHERE m.ticket_id = t.id AND (
                        m.event ->> 'order_id' = \(parcel.orderID.text)
                        OR m.kind <> 'event' AND EXISTS (
                            SELECT FROM unnest(\(names)::text[]) AS w
                            WHERE strpos(lower(t.subject || ' ' || m.text), lower(w)) > 0)))
            ORDER BY t.created_at DESC, t.id DESC
            LIMIT 1
            """)
    }

    /// A chat whose visitor the shop vouched for and who is there, or was just now.
    func chat(of customer: UUID, here: [UUID], since moment: Date) async throws -> UUID? {
        try await connection.first(
            { row in try row["id"] as UUID },
            """
            SELECT t.id
            FROM tickets AS t
            JOIN visitors AS v ON v.id = t.visitor_id
            WHERE t.customer_id = \(customer) AND t.channel = 'chat' AND t.status <> 'closed' AND v.verified
                AND (v.id = ANY (\(here)) OR v.last_seen_at > \(moment))
            ORDER BY t.created_at DESC, t.id DESC
            LIMIT 1
            """)
    }

    // MARK: Looking back

    /// The parcels noticed to be late since, oldest first, at most 5,000.
    func late(since moment: Date, now: Date) async throws -> [Case] {
        try await connection.rows(
            Case.init,
            """
            \(cases("(SELECT id AS shipment_id, late_noted_at AS late_at FROM shipments WHERE late_noted_at > \(moment)) AS n JOIN shipments AS s ON s.id = n.shipment_id JOIN orders AS o ON o.id = s.order_id", now: now))
            ORDER BY n.late_at, n.shipment_id
            LIMIT 5000
            """)
    }

    /// What was decided, newest first.
    func notices(before: (at: Date, id: ID<LateNotice>)?, limit: Int) async throws -> [LateNotice] {
        var condition: SQL = "n.state <> 'waiting'"
        if let before { condition += " AND (n.decided_at, n.shipment_id) < (\(before.at), \(before.id))" }
        return try await connection.rows(
            LateNotice.init,
            """
            SELECT n.shipment_id, o.number AS order_number, c.id AS customer_id, c.name AS customer_name, n.late_at,
                n.state, n.reason, n.channel, t.number AS ticket_number, n.decided_at
            FROM late_notices AS n
            JOIN shipments AS s ON s.id = n.shipment_id
            JOIN orders AS o ON o.id = s.order_id
            JOIN customers AS c ON c.id = n.customer_id
            LEFT JOIN tickets AS t ON t.id = n.ticket_id
            WHERE \(condition)
            ORDER BY n.decided_at DESC, n.shipment_id DESC
            LIMIT \(limit)
            """)
    }
}
