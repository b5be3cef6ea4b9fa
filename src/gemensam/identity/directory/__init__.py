"""Pages of the organisation as HSA has it: units, who works there by commission, and what differs."""
