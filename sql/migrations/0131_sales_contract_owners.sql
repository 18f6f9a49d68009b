-- Who looks after a contract; told once of each end that comes near. NULL: nobody in particular.
ALTER TABLE contracts
    ADD COLUMN owner_id uuid CONSTRAINT contracts_owner_id_fkey REFERENCES users ON DELETE SET NULL;
CREATE INDEX contracts_by_owner ON contracts (owner_id, created_at DESC, id DESC) WHERE owner_id IS NOT NULL;

-- Of the deal or the quote it came from; else whoever noted it first.
UPDATE contracts AS k
SET owner_id = COALESCE(
    (SELECT COALESCE(d.owner_id, q.owner_id)
        FROM quotes AS q
        LEFT JOIN opportunities AS d ON d.id = q.opportunity_id
        WHERE q.id = k.quote_id),
    (SELECT u.id
        FROM audit_entries AS a
        JOIN users AS u ON u.id = a.actor_id
        WHERE a.subject_kind = 'contract' AND a.subject_id = k.id AND a.action = 'contract.created'
            AND a.actor_kind = 'user'
        ORDER BY a.number
        LIMIT 1));
