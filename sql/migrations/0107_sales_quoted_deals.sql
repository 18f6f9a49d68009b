-- Quotes name the deals they are part of.
ALTER TABLE quotes
    ADD CONSTRAINT quotes_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunities;
