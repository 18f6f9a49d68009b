-- Fitted models, one row per finished training; never changed. The one of the highest version serves.
CREATE TABLE model_versions (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL CONSTRAINT model_versions_kind_known CHECK (kind IN ('satisfaction', 'churn', 'purchase')),
    version    integer NOT NULL,
    trained_at timestamptz NOT NULL,
    labels     integer NOT NULL,
    rarer      integer NOT NULL,                 -- labels of the rarer answer
    ladder     text NOT NULL CONSTRAINT model_versions_ladder_known
               CHECK (ladder IN ('not_enough_data', 'bands', 'logistic', 'competition')),
    verdict    text NOT NULL CONSTRAINT model_versions_verdict_known
               CHECK (verdict IN ('usable', 'no_usable_pattern', 'not_enough_data')),
    artifact   text NOT NULL,                    -- JSON with sorted keys: the same labels and seed give the same text
    sha256     text NOT NULL,                    -- of the artifact
    CONSTRAINT model_versions_once UNIQUE (kind, version)
);

-- Every prediction that differed from the one before it, with what was known; never changed.
CREATE TABLE predictions (
    id          uuid PRIMARY KEY,
    kind        text NOT NULL,
    subject_id  uuid NOT NULL,                   -- a ticket for satisfaction, else a customer
    as_of       timestamptz NOT NULL,
    model_id    uuid NOT NULL REFERENCES model_versions,
    probability double precision NOT NULL CONSTRAINT predictions_probability_range CHECK (probability BETWEEN 0 AND 1),
    low         double precision NOT NULL,       -- 95 % interval
    high        double precision NOT NULL,
    band        text NOT NULL CONSTRAINT predictions_band_known CHECK (band IN ('low', 'typical', 'high')),
    features    jsonb NOT NULL,
    reasons     jsonb NOT NULL,
    cause       text NOT NULL CONSTRAINT predictions_cause_known
                CHECK (cause IN ('message', 'event', 'nightly', 'training', 'asked'))
);
CREATE INDEX predictions_by_subject ON predictions (kind, subject_id, as_of DESC, id DESC);
CREATE INDEX predictions_by_model ON predictions (model_id, as_of);

-- The latest prediction of each subject as lists need it.
CREATE TABLE current_risks (
    kind          text NOT NULL,
    subject_id    uuid NOT NULL,
    prediction_id uuid NOT NULL REFERENCES predictions,
    model_id      uuid NOT NULL REFERENCES model_versions,
    probability   double precision NOT NULL,
    band          text NOT NULL,
    reasons       text[] NOT NULL,               -- names of the features that raise it
    as_of         timestamptz NOT NULL,
    PRIMARY KEY (kind, subject_id)
);
CREATE INDEX current_risks_by_probability ON current_risks (kind, probability DESC, subject_id);

-- What came of it; a changed answer is a further row, the latest known counts.
CREATE TABLE outcomes (
    kind       text NOT NULL,
    subject_id uuid NOT NULL,
    as_of      timestamptz NOT NULL,             -- the moment a prediction is judged for
    label      boolean NOT NULL,                 -- whether what is predicted came: dissatisfied, left, bought
    known_at   timestamptz NOT NULL,
    PRIMARY KEY (kind, subject_id, as_of, known_at)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER model_versions_append_only BEFORE UPDATE ON model_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER predictions_append_only BEFORE UPDATE ON predictions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER outcomes_append_only BEFORE UPDATE ON outcomes
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What staff say of a prediction: the last word of each.
CREATE TABLE prediction_feedback (
    prediction_id uuid NOT NULL REFERENCES predictions ON DELETE CASCADE,
    user_id       uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    verdict       text NOT NULL CONSTRAINT prediction_feedback_verdict_known CHECK (verdict IN ('right', 'wrong')),
    note          text NOT NULL DEFAULT '',
    at            timestamptz NOT NULL,
    PRIMARY KEY (prediction_id, user_id)
);

-- What was done about a risk: without it, success looks like a false alarm.
CREATE TABLE risk_interventions (
    id            uuid PRIMARY KEY,
    kind          text NOT NULL,
    subject_id    uuid NOT NULL,
    prediction_id uuid REFERENCES predictions ON DELETE SET NULL,
    action        text NOT NULL CONSTRAINT risk_interventions_action_known
                  CHECK (action IN ('called', 'wrote', 'offered', 'handed_over', 'other')),
    note          text NOT NULL DEFAULT '',
    user_id       uuid REFERENCES users ON DELETE SET NULL,
    at            timestamptz NOT NULL
);
CREATE INDEX risk_interventions_by_subject ON risk_interventions (kind, subject_id, at);

CREATE TABLE training_runs (
    id             uuid PRIMARY KEY,
    kind           text NOT NULL,
    cause          text NOT NULL CONSTRAINT training_runs_cause_known CHECK (cause IN ('manual', 'nightly', 'command')),
    state          text NOT NULL DEFAULT 'queued' CONSTRAINT training_runs_state_known
                   CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    progress_ratio double precision NOT NULL DEFAULT 0,
    user_id        uuid REFERENCES users ON DELETE SET NULL,
    requested_at   timestamptz NOT NULL,
    finished_at    timestamptz,
    error          text,
    model_id       uuid REFERENCES model_versions
);
CREATE UNIQUE INDEX training_runs_one_at_a_time ON training_runs (kind) WHERE state IN ('queued', 'running');
CREATE INDEX training_runs_by_kind ON training_runs (kind, requested_at DESC, id DESC);

-- The nights whose scoring is done, by the company's calendar.
CREATE TABLE scoring_nights (
    night       date PRIMARY KEY,
    finished_at timestamptz NOT NULL,
    scored      integer NOT NULL,
    appended    integer NOT NULL
);
