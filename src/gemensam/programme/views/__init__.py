"""Pages: the county's public ones, the workspace, and a municipality's time."""
