"""What the local issuer does: it proves who a client or a person is, and says so in a token."""
