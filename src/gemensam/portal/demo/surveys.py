"""Two surveys of the county's: what help older people want, and how mature e-services are."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.utils import timezone

from gemensam.organisations import api as organisations
from gemensam.portal.demo.cast import COUNTY_BODY, Cast
from gemensam.questionnaires import api as questionnaires
from gemensam.surveys import api as surveys
from gemensam.tenancy.context import tenant_context

# The three municipalities of the pre-study on IT coaches in 2013, and how many answer here.
ANSWERS: Final = {"1430": 86, "1494": 92, "1471": 25}
HANDED_OUT: Final = {"1430": 180, "1494": 210, "1471": 70}
ASKED_BEFORE: Final = timedelta(days=26)
# Of a hundred, so many write something of their own.
WRITE_MORE: Final = 14
# How many municipalities have rated themselves so far.
RATED: Final = 31

type Weights = Sequence[tuple[str, int]]

# What those who are asked answer, in parts of a hundred: invented.
_PICKS: Final[Mapping[str, Weights]] = {
    "hur_gammal_ar_du": (
        ("under_65_ar", 6), ("fran_65_till_74_ar", 37), ("fran_75_till_84_ar", 41), ("minst_85_ar", 16)
    ),
    "bor_du_ensam": (
        ("ja_jag_bor_ensam", 48), ("nej_jag_bor_med_nagon_annan", 47), ("jag_vill_inte_svara", 5)
    ),
    "hur_ofta_anvander_du_internet": (
        ("varje_dag", 46), ("nagon_gang_i_veckan", 21), ("mer_sallan", 15), ("aldrig", 18)
    ),
    "far_du_hjalp_med_tekniken_i_dag": (("yes", 55), ("no", 45)),
    "vill_du_ha_hjalp_av_en_it_coach": (("ja", 49), ("kanske", 18), ("nej", 22), ("vet_inte", 11)),
    "hur_langt_kan_du_ta_dig_till_en_traff": (
        ("bara_nara_mig_till_fots_eller_med_cykel", 40), ("hogst_en_mil", 34),
        ("langre_an_en_mil", 8), ("jag_behover_skjuts", 18),
    ),
    "vill_du_sjalv_hjalpa_andra_som_it_coach": (("no", 88), ("yes", 12)),
}  # fmt: skip
# How many of a hundred pick each.
_MANY: Final[Mapping[str, Mapping[str, int]]] = {
    "vad_har_du_hemma": {
        "mobil_med_knappar": 38, "mobil_med_pekskarm": 62, "surfplatta": 37, "dator": 52,
    },
    "vad_tycker_du_ar_svart": {
        "banken": 34, "bankid": 42, "mejl": 17, "samtal_med_bild": 31,
        "vardens_tjanster_pa_natet": 38, "kommunens_tjanster_pa_natet": 29,
        "larm_och_annan_trygghet": 14, "nagot_annat": 6,
    },
    "vem_hjalper_dig": {
        "barn_eller_barnbarn": 66, "nagon_annan_i_familjen": 21, "en_van_eller_granne": 24,
        "personal_fran_kommunen": 9, "biblioteket": 12, "en_forening": 7,
        "en_butik_eller_ett_foretag": 5,
    },
    "hur_vill_du_ha_hjalpen": {
        "traffar_i_grupp_i_en_gemensam_lokal": 58, "hjalp_hemma_hos_mig": 61,
        "hjalp_pa_telefon": 22, "pa_biblioteket_utan_att_boka": 27,
    },
    "vad_vill_du_ha_hjalp_med": {"dator": 49, "surfplatta": 36, "mobil": 63, "nagot_annat": 5},
    "nar_pa_dagen_passar_det_bast": {"formiddag": 57, "eftermiddag": 38, "kvall": 7},
}  # fmt: skip
# What is picked where nothing else is.
_NOTHING: Final = {
    "vad_har_du_hemma": "inget_av_detta",
    "vad_tycker_du_ar_svart": "inget_ar_svart",
    "vem_hjalper_dig": "nagon_annan",
    "hur_vill_du_ha_hjalpen": "hjalp_hemma_hos_mig",
    "vad_vill_du_ha_hjalp_med": "mobil",
    "nar_pa_dagen_passar_det_bast": "det_spelar_ingen_roll",
}
_SAID: Final = (
    "Jag vill kunna ringa mina barnbarn med bild.",
    "Bra om den som hjälper har tid och inte tar över musen.",
    "Det är BankID som är svårast.",
    "Gärna på förmiddagen, och gärna med kaffe.",
    "Min granne hjälper mig i dag, men hon ska flytta.",
    "Kom hem till mig, jag ser dåligt.",
)
_LEVELS: Final = (
    *("inte_borjat", "planerat", "delvis_genomfort"),
    *("genomfort", "genomfort_och_foljs_upp"),
)
_AREAS: Final = {
    "styrning": 3, "behov": 3, "samverkan": 3, "tillganglighet": 4, "sakerhet": 4, "nytta": 3,
}  # fmt: skip
_IMPROVES: Final = (
    *("behov_och_anvandare", "uppfoljning_och_nytta", "utveckling_och_samverkan"),
    *("tillganglighet_och_sprak", "sakerhet_och_inloggning", "styrning_och_ledning"),
)


def load(cast: Cast, *, now: datetime) -> None:
    """Let Karin ask both, and those who are asked answer."""
    random = Random(20261122)  # noqa: S311 -- invented answers, the same each time
    with tenant_context(cast.tenants[COUNTY_BODY]):
        _ask_about_coaches(cast, random, now)
        _ask_about_maturity(cast, random, now)


def _form(key: str, now: datetime) -> questionnaires.PublishedForm:
    return questionnaires.published(key, now=now)


def _ask_about_coaches(cast: Cast, random: Random, now: datetime) -> None:
    at = now - ASKED_BEFORE
    survey_id = surveys.make(
        surveys.Plan(
            kind=surveys.SurveyKind.OPEN,
            title="Vill du ha hjälp av en IT-coach?",
            about=(
                "Vi tar reda på om äldre i Lidköping, Munkedal och Götene vill ha hjälp med "
                "datorer, surfplattor och mobiler. Svaren bestämmer vilken hjälp vi föreslår."
            ),
            version_id=_form("it_coach_needs", at).version_id,
            codes=sorted(ANSWERS),
            last_day=timezone.localdate(now) + timedelta(days=9),
        ),
        key="it-coach",
        actor=cast.actor("karin"),
        now=at,
    )
    surveys.open_survey(survey_id, now=at)
    surveys.note_handed_out(survey_id, dict(HANDED_OUT))
    survey = surveys.survey(survey_id, now=at)
    codes = [code for code, count in ANSWERS.items() for _ in range(count)]
    random.shuffle(codes)
    for code in codes:
        _answer(survey, code, "", dict(_wishes(random)), at + timedelta(days=random.randint(1, 25)))


def _wishes(random: Random) -> Iterator[tuple[str, questionnaires.Value]]:
    for field_id, weights in _PICKS.items():
        choices, shares = zip(*weights, strict=True)
        yield field_id, random.choices(choices, shares)[0]
    for field_id, shares_of in _MANY.items():
        picked = tuple(one for one, share in shares_of.items() if random.randrange(100) < share)
        yield field_id, picked or (_NOTHING[field_id],)
    if random.randrange(100) < WRITE_MORE:
        yield "vill_du_saga_nagot_mer", random.choice(_SAID)


def _answer(
    survey: surveys.SurveyRow,
    code: str,
    token: str,
    answers: Mapping[str, questionnaires.Value],
    now: datetime,
) -> None:
    token = token or surveys.new_token()
    begun = surveys.begin(survey, token=token, code=code, now=now)
    typed = {key: questionnaires.Typed(value) for key, value in answers.items()}
    surveys.save(survey, begun, typed=typed, writer=None, now=now)
    surveys.send(survey, begun, token=token, now=now)


def _ask_about_maturity(cast: Cast, random: Random, now: datetime) -> None:
    at = now - timedelta(days=20)
    places = organisations.municipalities()
    survey_id = surveys.make(
        surveys.Plan(
            kind=surveys.SurveyKind.BODIES,
            title="Självskattning av e-tjänster",
            about=(
                "Varje kommun skattar sina e-tjänster en gång om året. Vi jämför kommunerna och "
                "åren, och använder svaren när vi planerar stödet."
            ),
            version_id=_form("eservice_maturity", at).version_id,
            codes=[place.code for place in places],
            last_day=timezone.localdate(now) + timedelta(days=14),
            reminds_on=timezone.localdate(now) + timedelta(days=7),
        ),
        key="sjalvskattning",
        actor=cast.actor("karin"),
        now=at,
    )
    lines = [
        surveys.Line(place.code, f"e-tjanster@{place.slug}.example", True, "") for place in places
    ]
    surveys.invite(survey_id, lines, is_named=True)
    surveys.open_survey(survey_id, now=at)
    survey = surveys.survey(survey_id, now=at)
    found = {one.code: one.id for one in surveys.invitations(survey_id, limit=len(places))}
    for place in random.sample(list(places), RATED):
        token = surveys.token_of(found[place.code])
        when = at + timedelta(days=random.randint(1, 19))
        _answer(survey, place.code, token, dict(_rating(random)), when)


def _rating(random: Random) -> Iterator[tuple[str, questionnaires.Value]]:
    level = random.choice((0, 1, 1, 2, 2, 3))
    yield "vilken_roll_har_du", "digitaliseringsstrateg"
    yield "hur_manga_e_tjanster_har_ni_i_drift", str(8 + level * 11 + random.randrange(12))
    for area, statements in _AREAS.items():
        for number in range(1, statements + 1):
            step = min(4, max(0, level + random.choice((-1, 0, 0, 1))))
            yield f"{area}_{number}", _LEVELS[step]
    yield "vad_vill_ni_gora_battre_forst", random.choice(_IMPROVES)
