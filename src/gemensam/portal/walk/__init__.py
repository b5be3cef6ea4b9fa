"""The walk-through: the whole main job, headless, against a system of its own."""
