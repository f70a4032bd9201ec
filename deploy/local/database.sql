-- One database with its owner, who migrates, and its user, who works. Safe to run again.
-- psql is given its name with -v or \set, and the passwords in PASSWORD_<role>.
\set owner :name _owner
\set variable PASSWORD_ :owner
\getenv owner_password :variable
\set variable PASSWORD_ :name
\getenv user_password :variable

\connect postgres
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;

SELECT format('CREATE ROLE %I', role)
FROM unnest(ARRAY[:'owner', :'name']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec

ALTER ROLE :"owner" LOGIN PASSWORD :'owner_password';
ALTER ROLE :"name" LOGIN PASSWORD :'user_password';

SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0', :'name', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec

REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO :"name";

-- Who may read figures with SQL, in the schema of that name alone: without a password until it is given one.
SELECT 'CREATE ROLE reporting' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reporting') \gexec
ALTER ROLE reporting SET default_transaction_read_only = on;
ALTER ROLE reporting SET statement_timeout = '30s';
\getenv reporting_password PASSWORD_reporting
\if :{?reporting_password}
ALTER ROLE reporting LOGIN PASSWORD :'reporting_password';
\endif
SELECT format('GRANT CONNECT ON DATABASE %I TO reporting', :'name') WHERE :'name' = 'metrics' \gexec

\connect :name
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"name";
