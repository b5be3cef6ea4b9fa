"""Sample values for the component page; every person and amount is invented."""

from datetime import UTC, datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from gemensam.ui import charts, widgets
from gemensam.ui.parts import (
    Area,
    Card,
    Check,
    Clock,
    Column,
    Event,
    Fact,
    Figure,
    File,
    Kind,
    Lines,
    Link,
    Map,
    Moment,
    Num,
    Row,
    Seen,
    Step,
    Table,
    Tag,
    Waiting,
    Working,
)

# The day the samples speak of, so that the page looks the same whenever it is opened.
SAMPLE_NOW = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
_SENT = datetime(2026, 11, 12, 18, 42, tzinfo=UTC)
_READ = datetime(2026, 11, 16, 8, 15, tzinfo=UTC)
_ASKED = datetime(2026, 11, 20, 13, 20, tzinfo=UTC)

STATUSES = (
    Tag("Nådd", Kind.OK),
    Tag("Delvis", Kind.HALF),
    Tag("Pågår", Kind.NOW),
    Tag("Kan inte bedömas", Kind.ASK),
    Tag("Vilande", Kind.OFF),
    Tag("Inte börjat", Kind.OPEN),
    Tag("Väntar på dig", Kind.WARM),
    Tag("Försenad", Kind.RED),
)
BOXED = (
    Tag("Beviljad", Kind.OK, box=True),
    Tag("Väntar på dig", Kind.WARM, box=True),
    Tag("Utreds", Kind.NOW, box=True),
    Tag("Pausad", Kind.OFF, box=True),
    Tag("Försenad", Kind.RED, box=True),
)
CLOCKS = (
    Clock("9 dagar", 30),
    Clock("2 dagar", 78, "soon"),
    Clock("1 dag sen", 100, "late"),
)
CHIPS = (
    Link("Alla", "?", current=True, count=214),
    Link("Väntar på mig", "?", count=14),
    Link("Försenade", "?", count=1),
)
TABS = (
    Link("Översikt", "?", current=True),
    Link("Dialog", "?", count=1),
    Link("Handlingar", "?"),
    Link("Logg", "?"),
)
CRUMBS = (Link("Start", "/"), Link("Pengarna", "/"), Link("2026"))

TABLE = Table(
    caption="Ärenden, påhittade",
    columns=(
        Column("Ärende", sort_href="?", sorted="descending"),
        Column("Läge"),
        Column("Svar senast", sort_href="?"),
        Column("Belopp", num=True),
    ),
    rows=(
        Row(
            ("Matleverans", Tag("Väntar på dig", Kind.WARM), Clock("26 november", 62, "soon"), "–"),
            key="1",
            href="?",
        ),
        Row(
            (
                "Bidrag med en mycket lång benämning som måste få brytas på flera rader",
                Tag("Utreds", Kind.NOW, next_step="Karin fattar beslut"),
                Clock("1 dag sen", 100, "late"),
                Num("4\u202f885\u00a0kr"),
            ),
            key="2",
            href="?",
            on=True,
        ),
        Row(
            (
                Lines("Färdtjänst", "Kom in 9 november"),
                Tag("Beviljad", Kind.OK),
                "–",
                Num("0\u00a0kr", muted=True),
            ),
            key="3",
        ),
    ),
    foot=("Summa", "", "", Num("4\u202f885\u00a0kr")),
    more_href="?",
    pick_name="rad",
    id="sample-table",
)
EMPTY_TABLE = Table(
    caption="Tom",
    columns=(Column("Ärende"),),
    rows=(),
    empty_text="Inget ärende passar filtret. Ta bort ett filter för att se fler.",
)
CARDS = (
    Card(
        "Ansök om matleverans",
        "?",
        "En lagad måltid hem till dörren, en eller flera dagar i veckan.",
        tag=Tag("Öppen", Kind.OK),
        below="Tar ungefär 10 minuter",
    ),
    Card("Svara på en fråga", "?", "Karin behöver veta mer.", clock=Clock("5 dagar", 40, "soon")),
    Card("Lämna en synpunkt", "?", "Skriv vad som blev bra och vad som blev fel."),
)
WAITING = (
    Waiting(
        "Svara om nyckeln till ytterdörren",
        "Karin behöver svaret för att kunna fatta beslut.",
        Link("Svara Karin", "?"),
        clock=Clock("Senast torsdag 26 november 2026, om 5 dagar", 62, "soon"),
        main=True,
    ),
    Waiting(
        "Visa hur låset ser ut",
        "Ta en bild med telefonen. Det går bra med flera.",
        Link("Lägg till bild", "?", icon="camera"),
    ),
)
FACTS = (
    Fact("Kom in", "9 november 2026"),
    Fact("Period", "1–30 november"),
    Fact("Ombud", "Per Åhl", below="Fullmakt till 31 december 2027"),
)
NEXT = (
    Fact("Just nu", "Karin väntar på dina svar"),
    Fact("Sedan", "Karin fattar beslut"),
    Fact("När", "Oftast inom 9 dagar", below="Hälften av 214 ärenden i år gick fortare."),
)
ANSWERS = (
    Fact("Namn", "Margit Lindgren", change_href="?"),
    Fact("Adress", "Strandvägen 14, Grebbestad", change_href="?", below="Från folkbokföringen"),
    Fact("Allergi", "", change_href="?"),
    Fact(
        "Läkarintyg",
        change_href="?",
        files=(
            File("intyg.pdf", "#tables", Tag("Kontrollerad, ren", "ok")),
            File(
                "hissen.jpg",
                tag=Tag("Väntar på viruskontroll", "half"),
                below="Den går att öppna när den är kontrollerad.",
                is_picture=True,
            ),
        ),
    ),
)
STEPS = (
    Step("Skickad", "done", "12 november"),
    Step("Vi har läst", "done", "16 november"),
    Step("Vi frågar dig", "now", "Ärendet är här nu"),
    Step("Beslut"),
    Step("Klart"),
)
CHECKS = (
    Check("Någon mer att ringa", "done", "Nils Lindgren, bror. Du svarade 14 november."),
    Check("Finns det en extra nyckel?", "todo", "Svara senast 26 november.", href="?"),
    Check("Besked från hyresvärden", "waiting", "Vi har frågat. Du behöver inte göra något."),
)
EVENTS = (
    Event("note", "Ansökan kom in", _SENT, link=Link("Läs ansökan", "?")),
    Event("said", "Karin Ek", _READ, "Hej Eva! Jag har läst din ansökan.", initials="KE"),
    Event(
        "said",
        "Du",
        _READ.replace(hour=11, minute=3),
        "Tack! Mamma sover på nedre våningen sedan i somras.",
        initials="EL",
        mine=True,
        status="Läst",
    ),
    Event(
        "ask",
        "Karin Ek frågar",
        _ASKED,
        "Vi kan sätta upp ett nyckelskåp om det behövs. Det kostar inget.",
        title="Finns det en extra nyckel?",
        clock=Clock("Svara senast 26 november 2026", 62, "soon"),
    ),
    Event("done", "Du svarade", _ASKED.replace(hour=14), status="Mottaget"),
)
MOMENTS = (
    Moment("9 november", "Ansökan kom in", "Från Mina sidor"),
    Moment("16 november", "Karin läste"),
    Moment("24 november", "Videomöte kl. 10.00", ahead=True),
)
WORKINGS = (
    Working("Använt stimulansmedel", "9\u202f420\u202f000", "412 verifikat", "?"),
    Working("Medfinansierat", "8\u202f310\u202f000", "6\u202f140\u202f000 kr tid, resten bokfört"),
    Working("Fattas: steg 1 minus steg 2", "1\u202f110\u202f000\u00a0kr", total=True),
)
SEEN = (
    Seen("Karin Ek, handläggare", _ASKED, "öppnade ärendet"),
    Seen("Du, för Margit", _READ.replace(hour=11, minute=1)),
)
FIGURES = (
    Figure("Kommuner som är igång", "41", "av 49", "4 fler än i november 2025", "?"),
    Figure("Fungerar som avsett", "82\u00a0%", "", "15\u202f265 av 18\u202f589"),
    Figure("Från fråga till svar, median", "38", "minuter", "9 av 10 inom 71 minuter"),
    Figure("Mål som är nådda", "5", "av 11", "3 delvis, 2 kan inte bedömas"),
)
LINE = charts.LineChart(
    "Andel som fungerar, månad för månad",
    tuple(
        charts.Point(month, value, f"{value}\u00a0%" if value else "")
        for month, value in (
            ("jan", 61),
            ("mar", 64),
            ("maj", None),
            ("jul", 72),
            ("sep", 79),
            ("nov", 82),
        )
    ),
    below="I maj lämnades ingen uppgift. Procent av alla.",
    target=90,
    target_text="mål 90\u00a0%",
    top=100,
    label_head="Månad",
    value_head="Andel",
    download_href="?",
    id="line-sample",
)
BARS = charts.BarChart(
    "Använt av beviljat, miljoner kronor",
    (
        charts.Point("E-tjänster", 2.71, "2,7", "?"),
        charts.Point("Larm", 2.86, "2,9"),
        charts.Point("Identitet", 1.45, "1,5"),
        charts.Point("Samordnare", None, "ingen uppgift"),
    ),
    target=2.5,
    target_text="mål 2,5",
    label_head="Del",
    value_head="Miljoner kronor",
    id="bar-sample",
)
MAP = Map(
    "Andel som fungerar, fyra påhittade områden",
    "0 0 300 160",
    (
        Area("Norr", "M10 10 H140 V75 H10 Z", 5, "94\u00a0%", "?", "75", "48"),
        Area("Öster", "M145 10 H290 V75 H145 Z", 3, "74\u00a0%", "?", "217", "48"),
        Area("Väster", "M10 80 H140 V150 H10 Z", 0, "", "?", "75", "120"),
        Area("Söder", "M145 80 H290 V150 H145 Z", 1, "58\u00a0%", "?", "217", "120"),
    ),
    key=((1, "under 60\u00a0%"), (3, "70–79"), (5, "90 eller mer"), (0, "inget värde")),
)
STRIPS = (
    charts.DotStrip(
        "Fyrbodal",
        tuple(
            charts.Point(f"Kommun {n}", v) for n, v in enumerate((68, 69, 72, 75, 83, 84, 91, 93))
        ),
        "8 kommuner · median 79\u00a0%",
        low=40,
    ),
    charts.DotStrip(
        "Sjuhärad",
        tuple(charts.Point(f"Kommun {n}", v) for n, v in enumerate((56, 62, 66, 69, 78, 86, 90))),
        "7 kommuner, 1 utan värde · median 69\u00a0%",
        low=40,
        low_text="40\u00a0%",
        high_text="100\u00a0%",
    ),
)


class SampleForm(forms.Form):
    """One field of each sort."""

    street = forms.CharField(label="Gatuadress", help_text="Gata och nummer")
    person_number = forms.CharField(
        label="Personnummer",
        help_text="Till exempel 19121212-9819",
        widget=widgets.PersonNumberInput,
    )
    from_day = forms.DateField(label="Från och med", widget=widgets.DateInput)
    rent = widgets.MoneyField(label="Hyra", help_text="Per månad")
    kind = forms.ChoiceField(
        label="Boende", choices=[("", "Välj"), ("h", "Hyresrätt"), ("b", "Bostadsrätt")]
    )
    answer = forms.ChoiceField(
        label="Hur vill du få svar?",
        choices=[("m", "På Mina sidor"), ("b", "Med brev")],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label="Vilka dagar?",
        choices=[("1", "Måndag"), ("2", "Tisdag"), ("3", "Onsdag")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    about = forms.CharField(label="Berätta mer", widget=forms.Textarea, required=False)
    proof = forms.FileField(
        label="Intyg",
        help_text="PDF eller bild, högst 20 MB",
        widget=widgets.FileDrop,
        required=False,
    )
    true = forms.BooleanField(label="Jag har svarat så gott jag kan")
    locked = forms.CharField(
        label="Går inte att ändra",
        initial="Hämtat från folkbokföringen",
        disabled=True,
        required=False,
    )
    place = forms.CharField(
        label="Ort",
        help_text="Skriv de första bokstäverna",
        widget=widgets.SuggestInput(["Fjällbacka", "Grebbestad", "Tanumshede"]),
        required=False,
    )
    search = forms.CharField(label=_("Search"), widget=widgets.SearchInput, required=False)


def sample_form() -> SampleForm:
    """Return the form as it looks before anybody has erred."""
    return SampleForm(
        initial={"street": "Strandvägen 14", "answer": "m", "days": ["1"], "rent": 8450}
    )


def mended_form() -> SampleForm:
    """Return the form with errors; its ids differ so that both can stand on one page."""
    form = SampleForm(
        {"street": "", "person_number": "121212-0000", "from_day": "2026-13-01", "rent": "mycket"},
        auto_id="wrong_%s",
    )
    form.add_error("person_number", "Skriv personnumret med tolv siffror")
    return form
