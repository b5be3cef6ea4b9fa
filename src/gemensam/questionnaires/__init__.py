"""One form engine: typed schemas, immutable versions, logic, responses."""
