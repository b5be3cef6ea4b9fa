"""Code lists of SCAIP, one row per code: code, Swedish and English short name.

A code that stands in no list is kept and shown as itself: lists grow, units do not wait for them.
The names are ours; the numbers are to be compared with the bought standard before production.
"""

from typing import Final, Literal

type Language = Literal["sv", "en"]
type CodeList = dict[str, tuple[str, str]]

CANCEL_STATUS: Final = "0019"
TEST_STATUSES: Final = frozenset(("0102", "0103"))
RESET_STATUSES: Final = frozenset(("0092", "0093"))

# Battery, links, mains power, radio supervision: a technician is to act, not a carer. Nothing that
# may mean a person in need belongs here; tamper and failures in general stay alarms.
TECHNICAL_STATUSES: Final = frozenset(
    (
        "0014", "0015", "0016", "0023", "0024", "0025", "0026", "0027", "0085", "0086", "0112",
        "0113", "0114", "0115", "0116", "0122", "0123", "0124",
    )
)  # fmt: skip

# Schemes of crd over which a call is possible; no-voice: says that none is.
VOICE_SCHEMES: Final = frozenset(("sip", "sips", "sip-pp", "tel", "gsm"))

STATUS: Final[CodeList] = {
    "0000": ("okänd status", "status unknown"),
    "0001": ("ej angiven status", "status not given"),
    "0002": ("avbrutet", "aborted"),
    "0003": ("frånvarande", "absent"),
    "0004": ("godtaget", "accepted"),
    "0005": ("kvitterat", "acknowledged"),
    "0006": ("aktiverat", "was activated"),
    "0007": ("aktivt", "active"),
    "0008": ("tillagt", "added"),
    "0009": ("automatiskt larm", "automatic alarm"),
    "0010": ("manuellt larm", "manual alarm"),
    "0011": ("varning", "warning"),
    "0012": ("tillkopplat", "armed"),
    "0013": ("tilldelat", "assigned"),
    "0014": ("batterifel", "battery fault"),
    "0015": ("batteri åter OK", "battery OK again"),
    "0016": ("låg batterinivå", "low battery"),
    "0017": ("upptaget", "busy"),
    "0018": ("förbikopplat", "bypassed"),
    "0019": ("larm återtaget", "alarm cancelled"),
    "0020": ("laddat", "charged"),
    "0021": ("stängt", "closed"),
    "0022": ("stängt för länge", "closed for too long"),
    "0023": ("IP-förbindelse bruten", "IP link lost"),
    "0024": ("mobilförbindelse bruten", "mobile link lost"),
    "0025": ("fast telefonförbindelse bruten", "telephone line lost"),
    "0026": ("ordinarie förbindelse bruten", "primary link lost"),
    "0027": ("reservförbindelse bruten", "backup link lost"),
    "0028": ("borttaget", "deleted"),
    "0029": ("nekat", "denied"),
    "0030": ("frånkopplat", "disarmed"),
    "0031": ("bortkopplat", "disconnected"),
    "0032": ("felkod 1", "error 1"),
    "0033": ("felkod 2", "error 2"),
    "0034": ("felkod 3", "error 3"),
    "0035": ("felkod 4", "error 4"),
    "0036": ("felkod 5", "error 5"),
    "0037": ("felkod 6", "error 6"),
    "0038": ("felkod 7", "error 7"),
    "0039": ("felkod 8", "error 8"),
    "0040": ("felkod 9", "error 9"),
    "0041": ("utfört", "carried out"),
    "0042": ("fel", "failure"),
    "0043": ("frekvensen har glidit", "frequency has drifted"),
    "0044": ("frekvensen har glidit nedåt", "frequency has drifted down"),
    "0045": ("frekvensen har glidit uppåt", "frequency has drifted up"),
    "0046": ("hög nivå", "high level"),
    "0047": ("pågår", "in progress"),
    "0048": ("i drift", "in service"),
    "0049": ("inaktivt", "inactive"),
    "0050": ("påbörjat", "initiated"),
    "0051": ("avbrott", "interruption"),
    "0052": ("blockerat", "jammed"),
    "0053": ("nivå 1", "level 1"),
    "0054": ("nivå 2", "level 2"),
    "0055": ("nivå 3", "level 3"),
    "0056": ("nivå 4", "level 4"),
    "0057": ("nivå 5", "level 5"),
    "0058": ("nivå 6", "level 6"),
    "0059": ("nivå 7", "level 7"),
    "0060": ("nivå 8", "level 8"),
    "0061": ("nivå 9", "level 9"),
    "0062": ("logg", "log entry"),
    "0063": ("förlust", "loss"),
    "0064": ("låg nivå", "low level"),
    "0065": ("service behövs", "service needed"),
    "0066": ("service behövs omgående", "service needed urgently"),
    "0067": ("funktionsfel", "malfunction"),
    "0068": ("minnet fullt", "memory full"),
    "0069": ("ej aktivt", "not active"),
    "0070": ("normalläge", "normal"),
    "0071": ("upptagen plats", "place occupied"),
    "0072": ("av", "off"),
    "0073": ("ej uppkopplat", "offline"),
    "0074": ("på", "on"),
    "0075": ("uppkopplat", "online"),
    "0076": ("öppet", "open"),
    "0077": ("öppet för länge", "open for too long"),
    "0078": ("ur drift", "out of service"),
    "0079": ("överfullt", "overflow"),
    "0080": ("väntar", "pending"),
    "0081": ("läkemedel ej taget", "medicine not taken"),
    "0082": ("läkemedelspåminnelse", "medicine reminder"),
    "0083": ("läkemedel taget", "medicine taken"),
    "0084": ("planerat", "planned"),
    "0085": ("strömavbrott", "power cut"),
    "0086": ("strömmen åter", "power is back"),
    "0087": ("planerad närvaro", "planned presence"),
    "0088": ("närvaro efter larm", "presence after alarm"),
    "0089": ("avskildhetsknapp använd", "privacy switch used"),
    "0090": ("puls", "pulse"),
    "0091": ("återupprättat", "re-established"),
    "0092": ("automatisk återställning", "automatic reset"),
    "0093": ("manuell återställning", "manual reset"),
    "0094": ("återgång", "restored"),
    "0095": ("radiofrekvensstörning", "radio-frequency interference"),
    "0096": ("startat", "started"),
    "0097": ("avslutat", "ended"),
    "0098": ("ersatt", "replaced"),
    "0099": ("lyckades", "succeeded"),
    "0100": ("hög temperatur", "high temperature"),
    "0101": ("låg temperatur", "low temperature"),
    "0102": ("provlarm, ordinarie väg", "test alarm, primary path"),
    "0103": ("provlarm, reservväg", "test alarm, backup path"),
    "0104": ("tiden har gått ut", "time is out"),
    "0105": ("problem", "trouble"),
    "0106": ("intrång", "trespass"),
    "0107": ("obehörig åtkomst", "unauthorised access"),
    "0108": ("förbikoppling upphävd", "bypass ended"),
    "0109": ("verifierat", "verified"),
    "0110": ("assistans", "assistance"),
    "0111": ("insats klar", "intervention complete"),
    "0112": ("IP-förbindelse åter", "IP link is back"),
    "0113": ("mobilförbindelse åter", "mobile link is back"),
    "0114": ("fast telefonförbindelse åter", "telephone line is back"),
    "0115": ("ordinarie förbindelse åter", "primary link is back"),
    "0116": ("reservförbindelse åter", "backup link is back"),
    "0117": ("ligger i sängen", "lies in bed"),
    "0118": ("låst", "locked"),
    "0119": ("rörelse", "movement"),
    "0120": ("någon är där", "someone is there"),
    "0121": ("närvarande", "present"),
    "0122": ("radiostörning", "radio interference"),
    "0123": ("radioprov uteblivet", "radio check missing"),
    "0124": ("radioprov åter", "radio check is back"),
    "0125": ("sabotagelarm", "tamper alarm"),
    "0126": ("snabb temperaturökning", "rapid rise of temperature"),
    "0127": ("olåst", "unlocked"),
}

DEVICE: Final[CodeList] = {
    "0000": ("okänd enhet", "unknown device"),
    "0001": ("ej angiven enhet", "device not given"),
    "0002": ("trygghetstelefon", "alarm unit"),
    "0003": ("larmknapp på kroppen", "worn trigger"),
    "0004": ("fast larmknapp", "fixed trigger"),
    "0005": ("fallsensor", "fall sensor"),
    "0006": ("överfallslarm", "assault trigger"),
    "0007": ("nödknapp", "panic button"),
    "0008": ("fjärromkopplare för tjänstgöring", "remote duty switch"),
    "0009": ("lokal omkopplare för tjänstgöring", "local duty switch"),
    "0010": ("aktivitetssensor", "activity sensor"),
    "0011": ("läkemedelsautomat", "medicine dispenser"),
    "0012": ("sänglarm", "bed sensor"),
    "0013": ("larmmatta", "sensor mat"),
    "0014": ("dörrlarm", "door sensor"),
    "0015": ("vandringslarm", "wandering sensor"),
    "0016": ("enureslarm", "bed-wetting sensor"),
    "0017": ("epilepsilarm", "epilepsy sensor"),
    "0018": ("närvarosensor", "presence sensor"),
    "0019": ("pulsmätare", "heart-rate meter"),
    "0020": ("miljösensor", "environment sensor"),
    "0021": ("gasvarnare", "gas sensor"),
    "0022": ("övervakning av belysning", "lighting monitor"),
    "0023": ("brandvarnare", "smoke alarm"),
    "0024": ("övervakning av värme", "heating monitor"),
    "0025": ("värmedetektor", "heat sensor"),
    "0026": ("kolmonoxidvarnare", "carbon monoxide alarm"),
    "0027": ("knapp mot falska besökare", "button against bogus callers"),
    "0028": ("inbrottslarm", "burglar alarm"),
    "0029": ("gränsdetektor", "boundary sensor"),
    "0030": ("automatiskt personlarm", "automatic man-down alarm"),
    "0031": ("systemövervakning", "system monitor"),
    "0032": ("förbindelseövervakning", "link monitor"),
    "0033": ("översvämningssensor", "flood sensor"),
    "0034": ("badkarssensor", "bath sensor"),
    "0035": ("låsnyckel", "latchkey"),
    "0036": ("områdesskydd", "perimeter guard"),
    "0037": ("sprinkler", "sprinkler system"),
    "0038": ("sabotageskydd", "tamper guard"),
    "0039": ("skrivare", "printing device"),
    "0040": ("router", "network router"),
    "0041": ("strömförsörjning", "mains supply"),
    "0043": ("passersystem", "entry system"),
    "0044": ("stolslarm", "chair sensor"),
    "0045": ("larmsändare", "alarm controller"),
    "0046": ("hisslarm", "lift alarm"),
    "0047": ("brandlarmsanläggning", "fire alarm installation"),
    "0048": ("lokal enhet", "local unit"),
    "0049": ("övervakningsenhet", "monitoring unit"),
    "0050": ("radioenhet", "radio device"),
    "0051": ("positionslarm", "position tracker"),
}

COMPONENT: Final[CodeList] = {
    "000": ("okänd del", "unknown part"),
    "001": ("ej angiven del", "part not given"),
    "002": ("knapp 1", "button 1"),
    "003": ("knapp 2", "button 2"),
    "004": ("knapp 3", "button 3"),
    "005": ("knapp 4", "button 4"),
    "006": ("knapp 5", "button 5"),
    "007": ("omkopplare 1", "switch 1"),
    "008": ("omkopplare 2", "switch 2"),
    "009": ("omkopplare 3", "switch 3"),
    "010": ("omkopplare 4", "switch 4"),
    "011": ("omkopplare 5", "switch 5"),
    "012": ("utgång 1", "output 1"),
    "013": ("utgång 2", "output 2"),
    "014": ("utgång 3", "output 3"),
    "015": ("utgång 4", "output 4"),
    "016": ("utgång 5", "output 5"),
    "017": ("automatisk krets 1", "automatic circuit 1"),
    "018": ("automatisk krets 2", "automatic circuit 2"),
    "019": ("automatisk krets 3", "automatic circuit 3"),
    "020": ("automatisk krets 4", "automatic circuit 4"),
    "021": ("automatisk krets 5", "automatic circuit 5"),
    "022": ("nätverkskrets", "network circuit"),
    "023": ("minneskrets", "memory circuit"),
    "024": ("styrkrets", "control circuit"),
    "025": ("modul 1", "module 1"),
    "026": ("modul 2", "module 2"),
    "027": ("modul 3", "module 3"),
    "028": ("modul 4", "module 4"),
    "029": ("modul 5", "module 5"),
}

LOCATION: Final[CodeList] = {
    "000": ("okänd plats", "unknown place"),
    "001": ("ej angiven plats", "place not given"),
    "002": ("hemma", "at home"),
    "003": ("borta", "away"),
    "004": ("inomhus", "indoors"),
    "005": ("utomhus", "outdoors"),
    "006": ("inne", "inside"),
    "007": ("ute", "outside"),
    "008": ("område", "area"),
    "009": ("zon", "zone"),
    "010": ("källare", "basement"),
    "011": ("badrum", "bathroom"),
    "012": ("sovrum", "bedroom"),
    "013": ("matsal", "dining room"),
    "014": ("golv eller våning", "floor"),
    "015": ("garage", "garage"),
    "016": ("trädgård", "garden"),
    "017": ("trädgårdens baksida", "back garden"),
    "018": ("trädgårdens framsida", "front garden"),
    "019": ("geografiskt staket", "geofence"),
    "020": ("gym", "gym"),
    "021": ("kök", "kitchen"),
    "022": ("tvättstuga", "laundry"),
    "023": ("vilrum", "relaxation room"),
    "024": ("bastu", "sauna"),
    "025": ("trappa", "stairs"),
    "026": ("arbetsrum", "study"),
    "027": ("verkstad", "workshop"),
    "028": ("vind", "loft"),
    "029": ("skjul", "shed"),
    "030": ("tillfällig adress", "temporary address"),
    "031": ("sommarhus", "summer house"),
    "032": ("vinterstuga", "winter cottage"),
    "033": ("mobil", "mobile"),
    "034": ("geografisk position bifogad", "geographical position attached"),
    "035": ("GPS-position bifogad", "GPS position attached"),
    "036": ("fastighet", "property"),
    "037": ("anpassat badrum", "accessible bathroom"),
    "038": ("dörr", "door"),
    "039": ("ytterdörr", "front door"),
    "040": ("bakdörr", "back door"),
    "041": ("branddörr", "fire door"),
    "042": ("hall", "hallway"),
    "043": ("vardagsrum", "living room"),
    "044": ("lägenhet", "flat"),
    "045": ("enplanshus", "bungalow"),
    "046": ("sällskapsrum", "lounge"),
    "047": ("gemensam yta", "communal area"),
    "048": ("kontor", "office"),
    "049": ("rum", "room"),
    "050": ("anläggning", "site"),
    "051": ("avdelning", "ward"),
    "052": ("flygel", "wing"),
}

STATUS_NUMBER: Final[CodeList] = {
    "0": ("OK", "OK"),
    "1": ("för långt meddelande", "message too long"),
    "2": ("ogiltigt format", "invalid format"),
    "3": ("felaktigt innehåll", "wrong content"),
    "4": ("vänta", "hold"),
    "5": ("ej behandlat", "not treated"),
    "6": ("upptaget", "busy"),
    "7": ("obligatoriskt fält saknas", "mandatory field missing"),
}


def status_name(code: str, language: Language = "sv") -> str:
    """Return the short name of a status code (stc)."""
    return _name(STATUS, code, language)


def device_name(code: str, language: Language = "sv") -> str:
    """Return the short name of a device type (dty)."""
    return _name(DEVICE, code, language)


def component_name(code: str, language: Language = "sv") -> str:
    """Return the short name of a device component (dco)."""
    return _name(COMPONENT, code, language)


def location_name(code: str, language: Language = "sv") -> str:
    """Return the short name of a location (lco)."""
    return _name(LOCATION, code, language)


def status_number_name(code: str, language: Language = "sv") -> str:
    """Return the short name of a reply's status number (snu)."""
    return _name(STATUS_NUMBER, code, language)


def _name(codes: CodeList, code: str, language: Language) -> str:
    names = codes.get(code)
    if names is None:
        return f"kod {code}" if language == "sv" else f"code {code}"
    return names[0] if language == "sv" else names[1]
