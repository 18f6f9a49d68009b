import Basics
import Foundation
import Postgres

/// What erasing does to the rows of one table.
struct ErasureStep: Sendable {
    enum Treatment: String, Sendable {
        case removed
        /// The row stays for the statistics or the books, without the person.
        case emptied
        case kept
    }

    let table: String
    let treatment: Treatment
    let statement: SQL
}

/// What erasing does to every table we know, in an order the foreign keys allow.
///
/// Orders, offers and what hangs on them stay for the books, under a record without a name; tickets, ratings and times stay
/// for the statistics. The audit log stays whole: it is the proof of who did what.
struct ErasurePlan: Sendable {
    /// The person's records.
    let people: [UUID]
    /// In lower case.
    let addresses: [String]
    private let tickets: SQL

    /// Everything about these people.
    init(people: [UUID], addresses: [String]) {
        self.people = people
        self.addresses = addresses
        tickets = "(SELECT t.id FROM tickets AS t WHERE t.customer_id = ANY (\(people)))"
    }

    /// What was written in these tickets.
    init(tickets: [UUID]) {
        people = []
        addresses = []
        self.tickets = "(SELECT unnest(\(tickets)::uuid[]))"
    }
    private var orders: SQL { "(SELECT o.id FROM orders AS o WHERE o.customer_id = ANY (\(people)))" }
    private var visitors: SQL { "(SELECT v.id FROM visitors AS v WHERE v.customer_id = ANY (\(people)))" }
    private var deals: SQL { "(SELECT d.id FROM opportunities AS d WHERE d.customer_id = ANY (\(people)))" }
    /// Mails of their tickets, of campaigns to them, and of quotes and the like that went to one of their addresses.
    private var sent: SQL {
        """
        (SELECT m.id FROM outbound_mails AS m
         WHERE m.of_ticket_id IN \(tickets)
            OR m.id IN (SELECT s.mail_id FROM campaign_sends AS s WHERE s.customer_id = ANY (\(people)))
            OR (m.purpose = 'report' AND EXISTS (
                SELECT FROM outbound_recipients AS r
                WHERE r.mail_id = m.id AND lower(r.address) = ANY (\(addresses)))))
        """
    }
    private var merges: SQL {
        "(SELECT m.id FROM customer_merges AS m WHERE m.kept_id = ANY (\(people)) OR m.merged_id = ANY (\(people)))"
    }
    private var attachments: SQL {
        "(ticket_id IN \(tickets) OR (owner_kind = 'visitor' AND owner_id IN \(visitors)))"
    }
    private var received: SQL { "(ticket_id IN \(tickets) OR lower(from_address) = ANY (\(addresses)))" }

    /// Files only this person's rows name, as `folder/hash`.
    var files: SQL {
        """
        (SELECT 'attachments/' || sha256 AS file FROM attachments WHERE \(attachments)
         EXCEPT SELECT 'attachments/' || sha256 FROM attachments WHERE NOT COALESCE(\(attachments), false))
        UNION
        ((SELECT 'mails/' || sha256 FROM inbound_mails WHERE \(received)
          UNION SELECT 'mails/' || sha256 FROM outbound_mails WHERE id IN \(sent) AND sha256 IS NOT NULL)
         EXCEPT
         (SELECT 'mails/' || sha256 FROM inbound_mails WHERE NOT COALESCE(\(received), false)
          UNION SELECT 'mails/' || sha256 FROM outbound_mails
                WHERE id NOT IN \(sent) AND sha256 IS NOT NULL))
        """
    }

    var steps: [ErasureStep] { ticketSteps + surveys + shop + sales + insight + records }

    /// What was written and mailed in the tickets, and by whom.
    var ticketSteps: [ErasureStep] { conversations + mails }

    private var conversations: [ErasureStep] {
        [
            emptied(
                "messages",
                """
                UPDATE messages
                SET text = '', html = NULL, attachment_ids = '{}',
                    author_name = CASE author_kind WHEN 'customer' THEN '' ELSE author_name END,
                    event = CASE event ->> 'type' WHEN 'identified' THEN event || '{"from": "", "to": ""}' ELSE event END
                WHERE ticket_id IN \(tickets)
                """),
            emptied(
                "tickets",
                """
                UPDATE tickets SET subject = '', custom_fields = '{}', last_excerpt = ''
                WHERE id IN \(tickets)
                """),
            removed(
                "webhook_deliveries",
                """
                DELETE FROM webhook_deliveries
                WHERE body IS NOT NULL
                  AND (subject_id = ANY (\(people)) OR subject_id IN \(tickets) OR subject_id IN \(orders))
                """),
            removed("attachments", "DELETE FROM attachments WHERE \(attachments)"),
            removed("drafts", "DELETE FROM drafts WHERE ticket_id IN \(tickets)"),
            removed("scheduled_replies", "DELETE FROM scheduled_replies WHERE ticket_id IN \(tickets)"),
            removed("ticket_participants", "DELETE FROM ticket_participants WHERE customer_id = ANY (\(people))"),
            removed(
                "form_submissions",
                "DELETE FROM form_submissions WHERE customer_id = ANY (\(people)) OR ticket_id IN \(tickets)"),
        ]
    }

    private var mails: [ErasureStep] {
        [
            emptied(
                "inbound_mails",
                """
                UPDATE inbound_mails
                SET envelope_from = NULL, envelope_to = '{}', error = NULL, message_id = NULL,
                    delivery_key = encode(sha256(convert_to(delivery_key, 'UTF8')), 'hex'), from_address = NULL,
                    from_name = '', subject = '', details = NULL, explanation = NULL
                WHERE \(received)
                """),
            emptied(
                "outbound_mails",
                """
                UPDATE outbound_mails
                SET content = NULL, recipients = NULL, subject = '', mail_message_id = NULL, last_text = '',
                    accepted_names = '{}',
                    state = CASE WHEN state IN ('sent', 'failed') THEN state ELSE 'failed' END, lease = NULL,
                    lease_until = NULL, next_at = NULL, transmitting = false, settled_at = COALESCE(settled_at, now())
                WHERE id IN \(sent)
                """),
            // After the mails, which are found by whom they went to.
            removed(
                "outbound_recipients",
                """
                DELETE FROM outbound_recipients
                WHERE mail_id IN \(sent) OR lower(address) = ANY (\(addresses))
                """),
            emptied(
                "campaign_sends",
                "UPDATE campaign_sends SET address = id::text, subject = '' WHERE customer_id = ANY (\(people))"),
            removed("marketing_optouts", "DELETE FROM marketing_optouts WHERE address = ANY (\(addresses))"),
            removed("mail_message_ids", "DELETE FROM mail_message_ids WHERE ticket_id IN \(tickets)"),
            removed(
                "ticket_mail_participants",
                "DELETE FROM ticket_mail_participants WHERE ticket_id IN \(tickets) OR address = ANY (\(addresses))"),
            removed("suppressed_addresses", "DELETE FROM suppressed_addresses WHERE address = ANY (\(addresses))"),
            removed("visitors", "DELETE FROM visitors WHERE customer_id = ANY (\(people))"),
        ]
    }

    private var surveys: [ErasureStep] {
        [
            emptied(
                "survey_answers",
                """
                UPDATE survey_answers SET comment = ''
                WHERE invitation_id IN (SELECT i.id FROM survey_invitations AS i WHERE i.customer_id = ANY (\(people)))
                """),
            kept("survey_invitations", "customer_id = ANY (\(people))"),
            kept("rating_changes", "customer_id = ANY (\(people))"),
        ]
    }

    private var shop: [ErasureStep] {
        [
            emptied("orders", "UPDATE orders SET note = '' WHERE customer_id = ANY (\(people))"),
            emptied(
                "shipments",
                "UPDATE shipments SET tracking_number = '', tracking_url = NULL WHERE order_id IN \(orders)"),
            kept("late_notices", "customer_id = ANY (\(people))"),
            emptied("order_returns", "UPDATE order_returns SET reason = '-' WHERE order_id IN \(orders)"),
            emptied("order_payments", "UPDATE order_payments SET reference = '' WHERE order_id IN \(orders)"),
            emptied(
                "offers",
                """
                UPDATE offers SET withdrawn_at = COALESCE(withdrawn_at, now())
                WHERE customer_id = ANY (\(people)) AND accepted_at IS NULL
                """),
            emptied(
                "quotes",
                """
                UPDATE quotes
                SET state = CASE state WHEN 'sent' THEN 'withdrawn' ELSE state END, decision_name = '',
                    decision_note = '', decision_address = '', mail_address = NULL
                WHERE customer_id = ANY (\(people))
                """),
            emptied("contracts", "UPDATE contracts SET note = '' WHERE customer_id = ANY (\(people))"),
        ]
    }

    private var sales: [ErasureStep] {
        [
            emptied(
                "opportunities",
                "UPDATE opportunities SET title = '-', lost_note = '' WHERE customer_id = ANY (\(people))"),
            // What is append-only can be told anew only as a whole.
            emptied(
                "opportunity_changes",
                """
                WITH told AS (DELETE FROM opportunity_changes WHERE opportunity_id IN \(deals) RETURNING *)
                INSERT INTO opportunity_changes (opportunity_id, version, at, kind, actor_id, actor_name, pipeline_id,
                    stage_id, stage_name, win_ratio, title, amount_minor, currency, expected_close_on, owner_id,
                    lost_reason_id)
                SELECT opportunity_id, version, at, kind, actor_id, actor_name, pipeline_id, stage_id, stage_name,
                    win_ratio, '-', amount_minor, currency, expected_close_on, owner_id, lost_reason_id
                FROM told
                """),
            emptied(
                "activities",
                """
                UPDATE activities SET subject = '-', note = ''
                WHERE customer_id = ANY (\(people)) OR opportunity_id IN \(deals)
                """),
        ]
    }

    private var insight: [ErasureStep] {
        [
            removed("current_risks", "DELETE FROM current_risks WHERE subject_id = ANY (\(people))"),
            removed("risk_interventions", "DELETE FROM risk_interventions WHERE subject_id = ANY (\(people))"),
            removed("outcomes", "DELETE FROM outcomes WHERE subject_id = ANY (\(people))"),
            removed("predictions", "DELETE FROM predictions WHERE subject_id = ANY (\(people))"),
            kept("ticket_past_values", "customer_id = ANY (\(people))"),
            removed("customer_histories", "DELETE FROM customer_histories WHERE customer_id = ANY (\(people))"),
            removed("customer_products", "DELETE FROM customer_products WHERE customer_id = ANY (\(people))"),
            removed("customer_spells", "DELETE FROM customer_spells WHERE customer_id = ANY (\(people))"),
            removed("customer_values", "DELETE FROM customer_values WHERE customer_id = ANY (\(people))"),
        ]
    }

    private var records: [ErasureStep] {
        [
            removed(
                "import_faults",
                """
                DELETE FROM import_faults
                WHERE EXISTS (SELECT FROM unnest(\(addresses)::text[]) AS a WHERE strpos(lower(cells::text), a) > 0)
                """),
            removed("import_records", "DELETE FROM import_records WHERE record_id = ANY (\(people))"),
            removed(
                "idempotency_keys",
                """
                DELETE FROM idempotency_keys
                WHERE EXISTS (
                    SELECT FROM unnest(\(people.map(\.text) + addresses)::text[]) AS a
                    WHERE position(convert_to(a, 'UTF8') IN body) > 0)
                """),
            removed("customer_merge_moves", "DELETE FROM customer_merge_moves WHERE merge_id IN \(merges)"),
            emptied(
                "customer_merges",
                "UPDATE customer_merges SET merged_name = '', before = '{}', after = '{}' WHERE id IN \(merges)"),
            removed(
                "customer_duplicates",
                "DELETE FROM customer_duplicates WHERE customer_id = ANY (\(people)) OR other_id = ANY (\(people))"),
            removed("customer_notes", "DELETE FROM customer_notes WHERE customer_id = ANY (\(people))"),
            removed(
                "customer_consent_changes",
                "DELETE FROM customer_consent_changes WHERE customer_id = ANY (\(people))"),
            removed("customer_bulk_items", "DELETE FROM customer_bulk_items WHERE customer_id = ANY (\(people))"),
            emptied(
                "companies",
                "UPDATE companies SET main_contact_id = NULL WHERE main_contact_id = ANY (\(people))"),
            removed("customer_consents", "DELETE FROM customer_consents WHERE customer_id = ANY (\(people))"),
            removed("timeline_entries", "DELETE FROM timeline_entries WHERE customer_id = ANY (\(people))"),
            removed("customer_emails", "DELETE FROM customer_emails WHERE customer_id = ANY (\(people))"),
            removed("customer_phones", "DELETE FROM customer_phones WHERE customer_id = ANY (\(people))"),
            removed("legal_holds", "DELETE FROM legal_holds WHERE customer_id = ANY (\(people))"),
            emptied(
                "customers",
                """
                UPDATE customers
                SET name = '', company_id = NULL, locale = NULL, time_zone = NULL, country = NULL, city = NULL,
                    vip = false, owner_id = NULL, tags = '{}', handles = '{}', custom_fields = '{}', external_id = NULL,
                    last_seen_at = NULL, deleted_at = COALESCE(deleted_at, now()), erased_at = now(), updated_at = now(),
                    version = version + 1
                WHERE id = ANY (\(people))
                """),
            kept("audit_entries", "subject_id = ANY (\(people))"),
        ]
    }

    private func emptied(_ table: String, _ statement: SQL) -> ErasureStep {
        ErasureStep(table: table, treatment: .emptied, statement: statement)
    }

    private func removed(_ table: String, _ statement: SQL) -> ErasureStep {
        ErasureStep(table: table, treatment: .removed, statement: statement)
    }

    private func kept(_ table: String, _ condition: SQL) -> ErasureStep {
        ErasureStep(
            table: table, treatment: .kept,
            statement: "SELECT FROM \(CustomerReference.quoted(table)) WHERE \(condition)")
    }

    /// What becomes of each table we know.
    static let treatments: [String: ErasureStep.Treatment] = Dictionary(
        ErasurePlan(people: [], addresses: []).steps.map { ($0.table, $0.treatment) },
        uniquingKeysWith: { first, _ in first })
}
