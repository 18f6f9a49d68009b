-- For a program that asks which companies changed since it asked last.
CREATE INDEX companies_changed ON companies (updated_at, id);
