"""Start pages, navigation across domains, the demo, the tour and the walk-through."""
