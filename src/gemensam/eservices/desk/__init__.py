"""The desk: what staff register for residents who come by paper or phone."""
