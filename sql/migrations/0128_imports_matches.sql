-- What an import does with a row about a record that is here already, and how many rows were left out for it.
ALTER TABLE imports
    ADD COLUMN on_match text NOT NULL DEFAULT 'update'
        CONSTRAINT imports_on_match_known CHECK (on_match IN ('update', 'fill', 'skip')),
    ADD COLUMN row_skipped integer NOT NULL DEFAULT 0;
