"""What the county body's tenant writes down when a municipality reports and attests hours."""
