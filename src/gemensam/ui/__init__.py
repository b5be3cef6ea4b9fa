"""The interface foundation: tokens, components, base pages, formats, paging. No domain words."""
