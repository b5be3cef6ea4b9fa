"""HSA, the national directory of who works where in care: asked by RIV-TA, and followed."""
