"""Log-in by OpenID Connect: a relying party of our own. The core knows neither sockets nor clocks."""
