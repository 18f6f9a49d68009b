import Postgres

/// By what somebody new is held against everybody here, whether typed by hand or out of a file.
///
/// An address is the same in whatever case, a mailbox however a provider lets it be spelled; a number is the same when its
/// last nine digits are, with and without the country's code; a name is the same in whatever order, width and case it is
/// written.
enum DuplicateRule {
    /// The common table expressions `sent` and `found (sent_id, id, match, rank)`: who here shares what with whom; `match`
    /// is `email`, `mailbox`, `phone` or `name`, the surest with the lowest `rank`.
    ///
    /// - Parameter sent: Selects those who are new: `id`, `name`, `addresses text[]`, and the `digits text[]` of numbers.
    static func found(_ sent: SQL) -> SQL {
        """
        sent AS MATERIALIZED (
            SELECT s.id, customer_name_key(s.name) AS name_key, s.addresses, s.digits
            FROM (\(sent)) AS s
        ), found AS (
            SELECT s.id AS sent_id, e.customer_id AS id, k.match, CASE k.match WHEN 'email' THEN 1 ELSE 2 END AS rank
            FROM sent AS s
            CROSS JOIN unnest(s.addresses) AS a (address)
            JOIN customer_emails AS e ON customer_mail_key(e.address) = customer_mail_key(a.address)
            CROSS JOIN LATERAL (
                SELECT CASE WHEN lower(e.address) = lower(a.address) THEN 'email' ELSE 'mailbox' END AS match
            ) AS k
            WHERE NOT e.released
            UNION
            SELECT s.id, p.customer_id, 'phone', 3
            FROM sent AS s
            CROSS JOIN unnest(s.digits) AS d (digits)
            CROSS JOIN LATERAL (SELECT reverse(right(d.digits, 9)) AS ending) AS t
            JOIN customer_phones AS p ON reverse(p.digits) ~>=~ t.ending AND reverse(p.digits) ~<~ (t.ending || ':')
            WHERE length(d.digits) >= 6
            UNION
            SELECT s.id, n.id, 'name', 4
            FROM sent AS s
            JOIN customers AS n ON customer_name_key(n.name) = s.name_key AND n.deleted_at IS NULL
            WHERE s.name_key <> ''
        )
        """
    }
}
