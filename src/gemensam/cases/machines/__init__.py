"""Cases and their decisions for municipalities' own systems, under `/api/v1/`."""
