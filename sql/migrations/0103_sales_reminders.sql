-- Who is told of an activity at its time, once; what was overdue before anybody was told of anything counts as told.
UPDATE activities SET reminded_at = now() WHERE due_at <= now() AND reminded_at IS NULL;
CREATE INDEX activities_to_remind ON activities (due_at) WHERE done_at IS NULL AND reminded_at IS NULL;
