"""Who may do what: pure rules over facts handed in. Owns no table; import from `api` only."""
