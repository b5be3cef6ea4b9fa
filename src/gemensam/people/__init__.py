"""Residents, their homes and next of kin, representatives with mandates, and care relations."""
