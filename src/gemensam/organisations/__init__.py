"""The county body, associations, municipalities, performers, care providers and units."""
