"""Who is calling: tokens of configured issuers, and the local issuer."""
