"""The words of a notice: that something has come, where to read it, and nothing more. Pure."""

from dataclasses import dataclass

# Messages are read by people who never chose a language here: Swedish unless they did.
_WORDS = {
    "sv": (
        "Du har ett nytt meddelande hos {sender}",
        "Du har ett nytt meddelande hos {sender}. Logga in för att läsa.",
        (
            "Skriv inte svar på det här meddelandet. Vi skickar aldrig länkar som loggar in dig och "
            "frågar aldrig efter koder."
        ),
    ),
    "en": (
        "You have a new message from {sender}",
        "You have a new message from {sender}. Log in to read it.",
        "Do not reply to this message. We never send links that log you in and never ask for codes.",
    ),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and body of an e-mail, and the one line of an SMS."""

    subject: str
    body: str
    line: str


def words_for(*, sender: str, address: str, language: str) -> Words:
    """Give the words. `address` is the page to log in at."""
    subject, sentence, below = _WORDS.get(language, _WORDS["sv"])
    said = sentence.format(sender=sender)
    return Words(
        subject=subject.format(sender=sender),
        body=f"{said}\n\n{address}\n\n{below}\n",
        line=f"{said} {address}",
    )
