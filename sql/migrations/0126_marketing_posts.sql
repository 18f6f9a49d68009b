-- What the company says on social platforms: planned, and noted once it is out. Deskbell itself posts nothing.
CREATE TABLE posts (
    id            uuid PRIMARY KEY,
    platform      text NOT NULL CONSTRAINT posts_platform_known CHECK (platform IN (
                  'wechat', 'weibo', 'xiaohongshu', 'douyin', 'x', 'instagram', 'facebook', 'linkedin', 'other')),
    title         text NOT NULL,
    text          text NOT NULL,
    url           text,                              -- what it links to
    campaign_id   uuid REFERENCES campaigns ON DELETE SET NULL,
    owner_id      uuid REFERENCES users ON DELETE SET NULL,
    state         text NOT NULL CONSTRAINT posts_state_known
                  CHECK (state IN ('draft', 'planned', 'due', 'posted', 'skipped')),
    planned_for   timestamptz,
    told_for      timestamptz,                       -- the time it was planned for when its owner was told it is due
    posted_at     timestamptz,
    posted_url    text,                              -- where it stands
    view_count    bigint CONSTRAINT posts_views_counted CHECK (view_count >= 0),      -- as noted by hand; NULL: not noted
    like_count    bigint CONSTRAINT posts_likes_counted CHECK (like_count >= 0),
    comment_count bigint CONSTRAINT posts_comments_counted CHECK (comment_count >= 0),
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    version       integer NOT NULL DEFAULT 1,
    CONSTRAINT posts_say_something CHECK (title <> '' OR text <> ''),
    CONSTRAINT posts_planned_for_a_time CHECK (state NOT IN ('planned', 'due') OR planned_for IS NOT NULL),
    CONSTRAINT posts_posted_at_a_time CHECK ((state = 'posted') = (posted_at IS NOT NULL))
);
-- The list and the calendar: by when it went or goes out; what has no time yet comes first.
CREATE INDEX posts_by_moment
    ON posts ((COALESCE(posted_at, planned_for, timestamptz '9999-12-31 00:00:00+00')) DESC, id DESC);
CREATE INDEX posts_to_come ON posts (planned_for, id) WHERE state IN ('planned', 'due');
CREATE INDEX posts_by_campaign ON posts (campaign_id) WHERE campaign_id IS NOT NULL;

-- Programs that post are told when the time of a post has come, once for each time it is planned for.
CREATE FUNCTION webhooks_note_posts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.webhooks_tell('post.due', 'post', NEW.id, NULL, NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_due_posts AFTER UPDATE ON posts
    FOR EACH ROW WHEN (NEW.state = 'due' AND OLD.told_for IS DISTINCT FROM NEW.told_for)
    EXECUTE FUNCTION webhooks_note_posts();
