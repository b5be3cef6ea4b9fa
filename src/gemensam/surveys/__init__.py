"""Surveys: questions put to many, known or anonymous, and what came of them."""
