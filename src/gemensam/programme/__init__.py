"""The county's programme: plans, grants, hours, co-funding, indicators."""
