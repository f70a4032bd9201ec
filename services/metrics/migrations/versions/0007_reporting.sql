-- What somebody inside the network may read with SQL: every figure as other members see it, and nothing else.
CREATE SCHEMA reporting;

CREATE VIEW reporting.figures AS
SELECT
    nullif(organisation, '') AS organisation,
    measure,
    period_type,
    period_start,
    (shown ->> 'period_end')::date AS period_end,
    shown ->> 'financial_year' AS financial_year,
    shown ->> 'month' AS month,
    (shown ->> 'numerator')::bigint AS numerator,
    (shown ->> 'denominator')::bigint AS denominator,
    (shown ->> 'value')::numeric AS value,
    (shown ->> 'target')::numeric AS target,
    shown ->> 'status' AS status,
    (shown ->> 'needed')::bigint AS needed,
    (shown ->> 'centre')::double precision AS centre,
    (shown ->> 'lower')::double precision AS lower,
    (shown ->> 'upper')::double precision AS upper,
    shown ->> 'special_cause' AS special_cause,
    shown ->> 'variation' AS variation,
    shown ->> 'assurance' AS assurance,
    (shown ->> 'complete')::boolean AS complete,
    (shown ->> 'suppressed')::boolean AS suppressed,
    (shown ->> 'definition_version')::integer AS definition_version,
    shown_at AS updated_at
FROM reported;

CREATE VIEW reporting.measures AS
SELECT
    name AS measure,
    body ->> 'title' AS title,
    (body ->> 'ambition')::integer AS ambition,
    body ->> 'words' AS words,
    body ->> 'why' AS why,
    body ->> 'unit' AS unit,
    body ->> 'direction' AS direction,
    body ->> 'counts' AS counts,
    body ->> 'numerator' AS numerator,
    body ->> 'denominator' AS denominator,
    body ->> 'exclusions' AS exclusions,
    body ->> 'attribution' AS attribution,
    body ->> 'owner' AS owner,
    (body ->> 'review_on')::date AS review_on,
    (body ->> 'version')::integer AS version
FROM reported_lists WHERE list = 'measures';

CREATE VIEW reporting.organisations AS
SELECT
    name AS organisation,
    body ->> 'name' AS name,
    body ->> 'kind' AS kind,
    (body ->> 'joined_on')::date AS joined_on,
    (body ->> 'left_on')::date AS left_on
FROM reported_lists WHERE list = 'organisations';

CREATE VIEW reporting.freshness AS SELECT fresh_as_of, reported_at FROM reported_until;

-- The role is made with the database; where it was made by hand, it may be missing.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'reporting') THEN
        GRANT USAGE ON SCHEMA reporting TO reporting;
        GRANT SELECT ON ALL TABLES IN SCHEMA reporting TO reporting;
    END IF;
END $$;
