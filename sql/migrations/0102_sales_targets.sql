-- How much is to be won in a month, in each currency.
CREATE TABLE forecast_targets (
    month        date NOT NULL CONSTRAINT forecast_targets_month_first CHECK (month = date_trunc('month', month)::date),
    currency     text NOT NULL CONSTRAINT forecast_targets_currency_shape CHECK (currency ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CONSTRAINT forecast_targets_amount_positive CHECK (amount_minor > 0),
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (month, currency)
);
