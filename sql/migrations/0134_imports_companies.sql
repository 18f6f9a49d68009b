-- Companies come by file too; rows find them by domain, else by name.
ALTER TABLE imports DROP CONSTRAINT imports_kind_known;
ALTER TABLE imports ADD CONSTRAINT imports_kind_known
    CHECK (kind IN ('customers', 'companies', 'products', 'orders', 'shipments'));
CREATE INDEX companies_by_lower_name ON companies (lower(name));
