-- How content were the customers we asked?
-- One row per survey invitation. `at`: when it was sent; an answer belongs to the day of its question. `rating`: 1 to 5, NULL
-- when there was no answer, which is not a bad answer. `satisfied`: a rating of 4 or 5, NULL without an answer.
-- `agent_id`, `team_id`: those of the moment of asking. A changed answer counts once, as it was last given.
-- `band`: the risk of a dissatisfied customer as the last prediction before the question had it (low, typical, high), NULL
-- without one. Left out: tickets nobody was asked about.
CREATE VIEW report.csat AS
SELECT invitations.id AS invitation_id, invitations.ticket_id, invitations.sent_at AS at, answers.rating,
       answers.rating >= 4 AS satisfied, answers.comment, answers.answered_at, invitations.agent_id, invitations.team_id,
       invitations.channel, invitations.inbox_id,
       (
           SELECT p.band
           FROM predictions AS p
           WHERE p.kind = 'satisfaction' AND p.subject_id = invitations.ticket_id AND p.as_of <= invitations.sent_at
           ORDER BY p.as_of DESC, p.id DESC
           LIMIT 1
       ) AS band
FROM survey_invitations AS invitations
LEFT JOIN survey_answers AS answers ON answers.invitation_id = invitations.id;
