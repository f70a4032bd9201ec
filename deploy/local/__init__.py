"""A whole system on one machine, without containers: what `make up` and `make down` run."""
