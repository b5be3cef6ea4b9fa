"""What can go wrong with the bundled PostgreSQL, each with one sentence for the person at the keyboard."""


class EmbeddedError(Exception):
    """The bundled PostgreSQL can't do what was asked; the message says why and what to do."""


class BinariesMissing(EmbeddedError):
    """No PostgreSQL that can run here was found."""


class VersionMismatch(EmbeddedError):
    """The data was made by another major version than the binaries that were found."""


class RootRefused(EmbeddedError):
    """PostgreSQL refuses root, and nothing here lets it run as somebody else."""


class StartFailed(EmbeddedError):
    """PostgreSQL ended, or was not ready in time; the message holds its last words."""


class StopFailed(EmbeddedError):
    """PostgreSQL was told to stop and did not."""


class DurabilityDiffers(EmbeddedError):
    """A running server doesn't write to disk as safely as was asked for."""


class SocketFolderRefused(EmbeddedError):
    """The short folder for the socket belongs to somebody else."""
