"""What happens, for municipalities' own systems, under `/api/v1/`."""
