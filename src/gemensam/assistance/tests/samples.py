"""Answers of our own making, as the contract writes them: invented people, amounts and vehicles."""

import base64
import json
from datetime import date

from gemensam.assistance.ssbtek.question import Agency, LefiQuestion, Organisation, Question
from gemensam.kernel.personal_identity_number import number_for_tests

PERSON = number_for_tests(date(1988, 4, 12), 3)
QUESTION = Question(
    asker=Organisation("212000-0001".replace("-", ""), "Provkommunen"),
    caseworker="cecilia",
    person=PERSON,
    case="2026-0417",
    from_day=date(2026, 8, 1),
    to_day=date(2026, 11, 30),
    purpose="Prövning av ekonomiskt bistånd & <kontroll>",
    legal_basis="Provlagen 1 §",
    agencies=frozenset(Agency),
    lefi=LefiQuestion(
        actor_id="prov-51",
        benefits=("FK:SJP", "FK:BOB"),
        payments=("FK:SJP", "FK:BOB", "PM:AP"),
        preliminary_payments=("FK:SJP",),
        other=("FK:GEPI",),
    ),
    correlation_id="prov-1",
)

AF = f"""<AF><data>
  <er:Fraga>
    <er:OrganisationsnummerForIngivare>162120000001</er:OrganisationsnummerForIngivare>
    <er:NamnPaIngivare>Provkommunen</er:NamnPaIngivare>
    <er:KontonamnForHandlaggare>cecilia</er:KontonamnForHandlaggare>
    <er:Referensnummer>2026-0417</er:Referensnummer>
    <er:From>2026-08-01</er:From><er:Tom>2026-11-30</er:Tom>
    <er:SyfteMedFraga>Prov</er:SyfteMedFraga><er:LagParagraf>Provlagen 1 §</er:LagParagraf>
    <er:IdentitetsbeteckningFysiskPerson>{PERSON.reveal()}</er:IdentitetsbeteckningFysiskPerson>
  </er:Fraga>
  <er:Svar>
    <er:Schemaversion>4.0</er:Schemaversion><er:Referensnummer>2026-0417</er:Referensnummer>
    <er:LagParagraf>Provlagen 1 §</er:LagParagraf>
    <er:IdentitetsbeteckningFysiskPerson>{PERSON.reveal()}</er:IdentitetsbeteckningFysiskPerson>
    <er:Fornamn>Hemlig</er:Fornamn><er:Efternamn>Hemligsson</er:Efternamn>
    <er:Sekretessmarkering>true</er:Sekretessmarkering>
    <er:ArbetssokandeInfo>
      <er:Arbetssokande>true</er:Arbetssokande>
      <er:ArbetssokandeSKAT>Öppet arbetslös</er:ArbetssokandeSKAT>
      <er:ArbetssokandeRegistrerad>2026-02-03+01:00</er:ArbetssokandeRegistrerad>
      <er:ArbetssokandeOmfattning>75</er:ArbetssokandeOmfattning>
      <er:AktivetetsRapportDatum>
        <er:AktivitetsRapportMeddelande>Inlämnad</er:AktivitetsRapportMeddelande>
        <er:SenasteAktivitetsRapportDatum>2026-11-12</er:SenasteAktivitetsRapportDatum>
      </er:AktivetetsRapportDatum>
    </er:ArbetssokandeInfo>
    <er:BeslutInfo><er:EkonomiskaBeslut><er:Beslut>
      <er:ErsattningTyp>Aktivitetsstöd</er:ErsattningTyp><er:Omfattning>75</er:Omfattning>
      <er:BeslutFrom>2026-09-01</er:BeslutFrom><er:BeslutTom>2027-02-28</er:BeslutTom>
    </er:Beslut></er:EkonomiskaBeslut></er:BeslutInfo>
    <er:Akassetillhorighet>Provkassan</er:Akassetillhorighet>
    <er:StatusSokandeinformationKod>0</er:StatusSokandeinformationKod>
    <er:StatusSokandeinformationKodText>Svar finns</er:StatusSokandeinformationKodText>
  </er:Svar>
</data></AF>"""

CSN_PERSON = f"""<Person xmlns="http://schema.csn.se/v4.0/kommunfraga" xmlns:p="http://schema.csn.se/v4.0/person"
  xmlns:t="http://schema.csn.se/v4.0/csntyper" xmlns:sm="http://schema.csn.se/v4.0/studiemedel"
  personnummer="{PERSON.reveal()[2:]}" Status="          " sekretess="  " sekel="19">
  <p:Studiestodstypforteckning><t:studiemedel>1</t:studiemedel><t:studiehjalp>0</t:studiehjalp>
    <t:hemutrustningslan>0</t:hemutrustningslan><t:studiestartsstod>0</t:studiestartsstod>
    <t:omstallningsstudiestod>0</t:omstallningsstudiestod></p:Studiestodstypforteckning>
  <p:Studiemedel><p:Arenden><p:Arende lopnummer="1">
    <sm:stodform>GRUND</sm:stodform><sm:klartext>Studiemedel Sverige</sm:klartext><sm:status>BESLUTAD</sm:status>
    <sm:soktaTider/><sm:BeviljadeTider/>
    <sm:UtbetalningsPlan>
      <sm:Utbetalning><t:utbetdatum>20261125</t:utbetdatum><t:utbetstatus>Utbetald</t:utbetstatus>
        <t:Utbetaldatider><t:Utbetaldtid><t:startvecka>202645</t:startvecka><t:slutvecka>202648</t:slutvecka>
          <t:Beloppen><t:Belopp><t:beloppstyp>GRUNDB</t:beloppstyp><t:klartext>Bidrag</t:klartext>
            <t:belopp>1111</t:belopp><t:totbelopp>4444</t:totbelopp></t:Belopp></t:Beloppen>
          <t:totbelopp>4444</t:totbelopp></t:Utbetaldtid></t:Utbetaldatider>
        <t:totbelopp>4444</t:totbelopp></sm:Utbetalning>
      <sm:Utbetalning><t:utbetdatum>20261223</t:utbetdatum><t:utbetstatus>Planerad</t:utbetstatus>
        <t:Utbetaldatider/><t:totbelopp>4444</t:totbelopp></sm:Utbetalning>
    </sm:UtbetalningsPlan></p:Arende></p:Arenden></p:Studiemedel>
  <p:Studiehjalp/><p:HemutrustningsLan/><p:Studiestartsstod/><p:Omstallningsstudiestod/>
</Person>"""

CSN_ANSWER = f"""<?xml version="1.0" encoding="UTF-8"?>
<CSNSvar xmlns="http://schema.csn.se/v4.0/kommunfraga" schemaVersion="4.0">
  <GemensamtSvarEkbistand><Resultat><ResultatKod>0</ResultatKod><ResultatText>OK</ResultatText></Resultat>
  </GemensamtSvarEkbistand><GemensamtFragaEkbistand/><Personer>{CSN_PERSON}</Personer></CSNSvar>"""

LEFI_ANSWER = {
    "utlamnare": [
        {"utlamnare": {"kod": "FK", "namn": "Försäkringskassan"}, "tillstand": {"kod": "OK", "beskrivning": "-"}},
        {"utlamnare": {"kod": "PM", "namn": "Pensionsmyndigheten"}, "tillstand": {"kod": "OK", "beskrivning": "-"}},
    ],
    "formansinformation": {
        "utbetalningsuppgift": [
            {
                "typ": {"id": 1, "beskrivning": "Månad"},
                "foretag": {"id": 1001, "beskrivning": "Försäkringskassan"},
                "formansfamilj": {"id": "SJP", "beskrivning": "Sjukpenning"},
                "datum": "2026-11-25",
                "period": {"fran": "2026-11-01", "till": "2026-11-20"},
                "bruttobelopp": {"summa": 9000.5, "valuta": "SEK"},
                "skattebelopp": {"summa": 2000.25, "valuta": "SEK"},
                "avdragsbelopp": {"summa": 2000.25, "valuta": "SEK"},
                "nettobelopp": {"summa": 7000.25, "valuta": "SEK"},
            },
            {
                "formansfamilj": {"id": "BOB", "beskrivning": "Bostadsbidrag"},
                "datum": "2026-10-27",
                "period": {"fran": "2026-10"},
                "nettobelopp": {"summa": 1300, "valuta": "SEK"},
            },
        ],
        "preliminarautbetalningar": [
            {
                "formansfamilj": {"id": "SJP", "beskrivning": "Sjukpenning"},
                "datum": "2026-11-30",
                "nettobelopp": {"summa": 500, "valuta": "SEK"},
            }
        ],
    },
    "utbetalningar": [
        {
            "utbetalningsdatum": "2026-11-18",
            "utbetalningsperiod": {"from": "2026-11-01", "tom": "2026-11-30"},
            "bruttobelopp": 1500,
            "nettobelopp": 1200,
            "utbetalningsrader": [
                {"formansgrupp": {"kod": "PM:AP", "beskrivning": "Allmän pension"}, "belopp": 1500}
            ],
        }
    ],
}  # fmt: skip

SKV_ANSWER = """<?xml version="1.0" encoding="ISO-8859-1"?>
<SvarBeskattningsuppgifter xmlns="urn:prov" xmlns:b="urn:prov:b"><PersonuppgiftLista><Personuppgift>
<b:Fornamn>Hemlig</b:Fornamn><StatusPersonuppgiftKod>0</StatusPersonuppgiftKod>
<Kapitaluppgift><b:Taxeringsar>2025</b:Taxeringsar><b:OverskottPaKapital>666</b:OverskottPaKapital><b:Slag>Ränta</b:Slag></Kapitaluppgift>
</Personuppgift></PersonuppgiftLista></SvarBeskattningsuppgifter>"""

SO = f"""<SO><data>
  <in:OrganisationsnummerIngivare>162120000001</in:OrganisationsnummerIngivare>
  <in:NamnIngivare>Provkommunen</in:NamnIngivare><in:KontonamnHandlaggare>cecilia</in:KontonamnHandlaggare>
  <in:Referensnummer>2026-0417</in:Referensnummer><in:From>2026-08-01</in:From><in:Tom>2026-11-30</in:Tom>
  <in:Syfte>Prov</in:Syfte><in:Paragraf>Provlagen 1 §</in:Paragraf>
  <in:IdentificationNumber>{PERSON.reveal()}</in:IdentificationNumber>
  <in:ArbetsloshetsersattningLista><in:Arbetsloshetsersattning>
    <in:SvarandeOrganisation>Provkassan</in:SvarandeOrganisation>
    <in:StatusSvarandeOrganisation>OK</in:StatusSvarandeOrganisation>
    <in:Utbetalningar><in:Utbetalningsdatum>2026-11-06</in:Utbetalningsdatum>
      <in:NettoEfterSkatt>2250.50</in:NettoEfterSkatt><in:NettoEfterAvdrag>2100.50</in:NettoEfterAvdrag>
      <in:Ersattningsdagar>4</in:Ersattningsdagar><in:AvserFrom>2026-10-26</in:AvserFrom>
      <in:AvserTom>2026-11-01</in:AvserTom></in:Utbetalningar>
    <in:Avstangningar><in:AvstangdFrom>2026-09-01</in:AvstangdFrom><in:AvstangdTom>2026-09-05</in:AvstangdTom>
    </in:Avstangningar>
    <in:AnsoktOmErsattning>
      <in:BeslutOmRattTillErsattning xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>
      <in:AnsokanOmUtbetalningInlamnad>true</in:AnsokanOmUtbetalningInlamnad></in:AnsoktOmErsattning>
  </in:Arbetsloshetsersattning></in:ArbetsloshetsersattningLista>
</data></SO>"""

TNS = """<TNS><data><tns:resultat>OK</tns:resultat><tns:fordonsinnehav><frd:fordon>
  <frd:regnr>PRV123</frd:regnr><frd:fabrikat>Volvo</frd:fabrikat><frd:fordonsar>2009</frd:fordonsar>
  <frd:fordonsslag>PERSONBIL</frd:fordonsslag><frd:handelsbeteckning>V50</frd:handelsbeteckning>
</frd:fordon></tns:fordonsinnehav></data></TNS>"""

TNS_FAILED = """<TNS><data><tns:resultat>FEL</tns:resultat>
  <tns:felresultat><tns:felkod>17</tns:felkod><tns:feltext>Hemligt</tns:feltext></tns:felresultat></data></TNS>"""

MIV = f"""<MIV><data><response xmlns=""><correlationid>prov-1</correlationid><efternamn>Hemligsson</efternamn>
  <fornamn>Hemlig</fornamn><hemland>Provland</hemland><inresedatum>2019-05-06</inresedatum>
  <personnummer>{PERSON.reveal()}</personnummer><svarCollection><svar>
    <arendeTyp>UAT</arendeTyp><arendeTypNamn>UPPEHÅLLSTILLSTÅND</arendeTypNamn><beslutsKod>BEV</beslutsKod>
    <beslutsKodNamn>BEVILJAS</beslutsKodNamn><beslutsdatum>2020-01-02+01:00</beslutsdatum>
    <fromDatum>2020-01-02</fromDatum><giltighetstid>PERMANENT</giltighetstid></svar></svarCollection>
</response></data></MIV>"""


def in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def csn(document: str = CSN_ANSWER) -> str:
    return f"<CSN><data><svar>{in_base64(document)}</svar></data></CSN>"


def fk(answer: object = LEFI_ANSWER) -> str:
    text = in_base64(json.dumps(answer))
    return f"<FK><data><lefiJsonSvar>{text}</lefiJsonSvar></data></FK>"


def skv(document: str = SKV_ANSWER) -> str:
    return f'<SKV><data><svar xmlns=""><![CDATA[{document}]]></svar></data></SKV>'


def away(agency: str, source: str = "SSBT", code: str = "TIMEOUT") -> str:
    return (
        f"<{agency}><error><kalla>{source}</kalla><felkod>{code}</felkod>"
        f"<felmeddelande>Hemligt</felmeddelande></error></{agency}>"
    )


def everything() -> dict[str, str]:
    return {
        "AF": AF, "CSN": csn(), "FK": fk(), "SKV": skv(), "SO": SO, "TNS": TNS, "MIV": MIV,
    }  # fmt: skip


def soap(body: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f"{body}</s:Body></s:Envelope>"
    ).encode()


def response(parts: dict[str, str]) -> bytes:
    return soap(
        '<hamtaBastjanstInformationResponse xmlns="http://schema.forsakringskassan.se/integration/ssbt/10"'
        ' xmlns:er="http://api.arbetsformedlingen.se/arbetssokande/ersattningsstod/v2"'
        ' xmlns:in="http://INT014.UBPService.Schemas"'
        ' xmlns:tns="http://schema.transportstyrelsen.se/ssbtek/hamtauppgifterresponder/1"'
        ' xmlns:frd="http://schema.transportstyrelsen.se/ssbtek/fordon/1">'
        f"<korrelationsid>prov-1</korrelationsid><svarsdata>{''.join(parts.values())}</svarsdata>"
        "</hamtaBastjanstInformationResponse>"
    )


def fault(code: str = "E100") -> bytes:
    return soap(
        "<s:Fault><faultcode>s:Server</faultcode><faultstring>Fel</faultstring><detail>"
        '<hamtaBastjanstInformationFault xmlns="http://schema.forsakringskassan.se/integration/ssbt/10">'
        f"<felkod>{code}</felkod><felmeddelande>Hemligt</felmeddelande>"
        "</hamtaBastjanstInformationFault></detail></s:Fault>"
    )
