"""The words of a notice: that something has come, where to read it, and nothing more. Pure."""

from dataclasses import dataclass
from typing import Final

# What is sent to those who use a municipality's services, who then log in.
_NEWS: Final = {
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
_MEETING_REMINDER: Final = {
    "sv": (
        "Påminnelse: du har en bokad tid hos {sender}",
        "Påminnelse: du har snart en bokad tid hos {sender}. Logga in för att se när.",
        _NEWS["sv"][2],
    ),
    "en": (
        "Reminder: you have an appointment with {sender}",
        "Reminder: you soon have an appointment with {sender}. Log in to see when.",
        _NEWS["en"][2],
    ),
}
# What is sent to addresses that are asked to answer a survey: nobody logs in.
_BELOW_SURVEY: Final = {
    "sv": (
        "Länken är din egen: skicka den inte vidare. Vi frågar aldrig efter koder eller "
        "personnummer. På sidan kan du också säga att du inte vill ha fler påminnelser."
    ),
    "en": (
        "The link is your own: do not pass it on. We never ask for codes or personal identity "
        "numbers. On the page you can also say that you want no more reminders."
    ),
}
_SURVEY: Final = {
    "sv": (
        "En enkät från {sender}",
        "{sender} ber dig svara på en enkät. Öppna länken för att läsa mer och svara.",
        _BELOW_SURVEY["sv"],
    ),
    "en": (
        "A survey from {sender}",
        "{sender} asks you to answer a survey. Open the link to read more and answer.",
        _BELOW_SURVEY["en"],
    ),
}
_SURVEY_REMINDER: Final = {
    "sv": (
        "Påminnelse: en enkät från {sender}",
        "{sender} väntar gärna på ditt svar på en enkät. Öppna länken för att svara.",
        _BELOW_SURVEY["sv"],
    ),
    "en": (
        "Reminder: a survey from {sender}",
        "{sender} would still like your answer to a survey. Open the link to answer.",
        _BELOW_SURVEY["en"],
    ),
}
# What the other administrators are sent, so that nobody uses a key unseen.
_RESERVE_LOG_IN: Final = {
    "sv": (
        "Någon har loggat in med reservnyckel hos {sender}",
        (
            "En administratör har loggat in hos {sender} med säkerhetsnyckel, vid sidan av den "
            "vanliga inloggningen. Läs varför, och säg till om det inte stämmer."
        ),
        _NEWS["sv"][2],
    ),
    "en": (
        "Somebody has logged in by a reserve key at {sender}",
        (
            "An administrator has logged in at {sender} by a security key, beside the ordinary "
            "log-in. Read why, and say if it is not right."
        ),
        _NEWS["en"][2],
    ),
}
# What the holder of a security key is sent when somebody has done something with it.
_RESERVE_KEY: Final = {
    "sv": (
        "Din säkerhetsnyckel hos {sender}",
        (
            "En säkerhetsnyckel i ditt namn har registrerats, bekräftats eller spärrats hos "
            "{sender}. Logga in och se vilka nycklar du har. Säg till direkt om det inte stämmer."
        ),
        _NEWS["sv"][2],
    ),
    "en": (
        "Your security key at {sender}",
        (
            "A security key in your name was registered, confirmed or revoked at {sender}. Log in "
            "and see which keys you have. Say so at once if it is not right."
        ),
        _NEWS["en"][2],
    ),
}
_BY_KIND: Final = {
    "MEETING_REMINDER": _MEETING_REMINDER,
    "SURVEY": _SURVEY,
    "SURVEY_REMINDER": _SURVEY_REMINDER,
    "RESERVE_LOG_IN": _RESERVE_LOG_IN,
    "RESERVE_KEY": _RESERVE_KEY,
}


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and body of an e-mail, and the one line of an SMS."""

    subject: str
    body: str
    line: str


def words_for(kind: str, *, sender: str, address: str, language: str) -> Words:
    """Give the words. `address` is the page that the message leads to."""
    words = _BY_KIND.get(kind, _NEWS)
    # Messages are read by people who never chose a language here: Swedish unless they did.
    subject, sentence, below = words.get(language, words["sv"])
    said = sentence.format(sender=sender)
    return Words(
        subject=subject.format(sender=sender),
        body=f"{said}\n\n{address}\n\n{below}\n",
        line=f"{said} {address}",
    )
