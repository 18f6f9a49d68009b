-- Posts are found by words of theirs, Chinese ones included.
ALTER TABLE posts ADD COLUMN search tsvector GENERATED ALWAYS AS (public.search_vector(title || ' ' || text)) STORED;
CREATE INDEX posts_search ON posts USING gin (search);
