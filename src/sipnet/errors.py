"""The one error of the SIP core: our own side used it wrongly. Input from the wire never raises."""


class LocalProtocolError(Exception):
    """The calling code asked for something that the protocol forbids."""
