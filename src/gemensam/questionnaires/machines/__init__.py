"""Forms and responses for municipalities' own systems, under `/api/v1/`."""
