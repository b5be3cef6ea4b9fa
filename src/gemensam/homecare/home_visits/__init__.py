"""Home visits of caseworkers: the case on the phone, with the same queue as home care's notes."""
