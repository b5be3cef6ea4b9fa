"""Where an organisation's own staff make forms: steps that can be undone, tried, published."""
