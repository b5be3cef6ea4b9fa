"""Tests of the rules: the decision table, properties, and that filters agree with decisions."""
