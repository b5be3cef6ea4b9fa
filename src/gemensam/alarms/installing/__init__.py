"""The municipality's pages: the register of granted alarms, enrolment, and the proof."""
