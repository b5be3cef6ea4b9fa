"""Reads `<mrq>` and `<mrs>` as real units write them. Never raises on what came from the wire.

Lenient in all that does not decide whether a person is helped: only ref, cid and dty must be there.
Whatever else breaks the standard is kept with its default and noted in `oddities`.
"""

import re
from typing import Final

from lxml import etree

from scaip.message import AlarmRequest, BadReply, BadRequest, MessageType, Oddity, Position, Reply

# A full request with every field at its longest is below 3 KiB.
MAX_BODY_BYTES: Final = 16_384
# ref and cid have 16 characters in the standard. Longer ones are noted; beyond this they are
# refused, because they are keys.
MAX_KEY_CHARACTERS: Final = 32
# Texts have up to 128, addresses up to 256; units were seen to send more than they may.
MAX_TEXT_CHARACTERS: Final = 256
# More than the standard's 22 tags many times over: unknown and repeated ones are kept.
MAX_ELEMENTS: Final = 128

TOO_LONG: Final = "1"
INVALID_FORMAT: Final = "2"
WRONG_DATA: Final = "3"
MANDATORY_TAG_MISSING: Final = "7"

_KEY: Final = re.compile(r"[0-9A-Za-z]{1,16}")
_NUMBER: Final = re.compile(r"[0-9]{1,16}")
_ODD_KEY: Final = re.compile(rf"[!-~]{{1,{MAX_KEY_CHARACTERS}}}")
_DIGITS: Final = re.compile(r"[0-9]+")
_SEEN_REF: Final = re.compile(rb"<ref>\s{0,16}([0-9A-Za-z]{1,16})\s{0,16}</ref>")
_SEEN_CID: Final = re.compile(rb"<cid>\s{0,16}([0-9]{1,16})\s{0,16}</cid>")
# Only by what is forbidden: a document type brings entities, and they bring other files or floods.
_DOCTYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

# tag → width to which its digits are padded, and default.
_CODES: Final = {
    "dty": (4, "0000"),
    "stc": (4, "0010"),
    "dco": (3, "000"),
    "lco": (3, "000"),
    "ico": (3, ""),
    "sco": (1, "0"),
    "cha": (1, "0"),
    "hbo": (1, ""),
    "pri": (1, "0"),
    "ame": (1, "0"),
}
_TEXTS: Final = {"ver": 5, "did": 8, "dte": 32, "stt": 32, "lva": 2, "lte": 32, "ite": 128}
_DEFAULT_VERSION: Final = "01.00"
_MANDATORY: Final = ("ref", "cid", "dty")
_REPLY_FIELDS: Final = frozenset(("ref", "snu", "ste", "cve", "mre", "cre", "tnu", "hbi"))


def _parser(encoding: str | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


_PARSER: Final = _parser()
_LATIN_1_PARSER: Final = _parser("iso-8859-1")


def parse_request(xml: bytes) -> AlarmRequest | BadRequest:
    """Read the body of a SCAIP request."""
    root = _root(xml, "mrq")
    if isinstance(root, BadRequest):
        return root
    return _Reader(root).request()


def parse_response(xml: bytes) -> Reply | BadReply:
    """Read the body of a SCAIP reply."""
    root = _root(xml, "mrs")
    if isinstance(root, BadRequest):
        return BadReply(root.reason, root.ref)
    found: dict[str, list[str]] = {}
    for child in root:
        tag = _local(child)
        if tag in _REPLY_FIELDS:
            found.setdefault(tag, []).append(_text(child))
    first = {tag: values[0] for tag, values in found.items()}
    ref, snu = first.get("ref", ""), first.get("snu", "")
    if not ref or not snu:
        return BadReply("ref or snu missing", ref or None)
    return Reply(
        ref=ref,
        # Units and centres write 0, 00 and 00000 for the same.
        snu=_unpadded(snu),
        ste=first.get("ste", ""),
        cve=first.get("cve") or _DEFAULT_VERSION,
        mre=_unpadded(first.get("mre", "")),
        cre=_unpadded(first.get("cre", "")),
        tnu=tuple(value for value in found.get("tnu", []) if value),
        hbi=_unpadded(first.get("hbi", "")),
    )


def _root(xml: bytes, name: str) -> etree._Element | BadRequest:
    if len(xml) > MAX_BODY_BYTES:
        return _unreadable("body too long", TOO_LONG, xml)
    # Firmware in C sends its closing NUL along, and blanks before the declaration.
    stripped = xml.strip(b" \t\r\n\0")
    # NUL inside is UTF-16 or -32, in which the search for a document type would see nothing.
    if b"\0" in stripped or _DOCTYPE.search(stripped) is not None:
        return _unreadable("document type or entity", INVALID_FORMAT, xml)
    root = _parsed(stripped)
    if root is None:
        return _unreadable("not well-formed XML", INVALID_FORMAT, xml)
    # A document type in an encoding of the sender's choice passed the search above.
    if root.getroottree().docinfo.internalDTD is not None:
        return _unreadable("document type or entity", INVALID_FORMAT, xml)
    if _local(root) != name:
        return _unreadable(f"the root is not {name}", INVALID_FORMAT, xml)
    return root if len(root) <= MAX_ELEMENTS else _unreadable("too many tags", TOO_LONG, xml)


def _unreadable(reason: str, snu: str, xml: bytes) -> BadRequest:
    return BadRequest(reason, snu, _seen(_SEEN_REF, xml), _seen(_SEEN_CID, xml))


def _parsed(xml: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(xml, _PARSER)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        pass
    try:
        xml.decode("utf-8")
    except UnicodeDecodeError:
        # "Sovrum på övervåningen" in Latin-1 under a declaration of UTF-8 is still an alarm.
        try:
            return etree.fromstring(xml, _LATIN_1_PARSER)
        except (etree.XMLSyntaxError, ValueError, LookupError):
            return None
    return None


def _seen(pattern: re.Pattern[bytes], xml: bytes) -> str | None:
    match = pattern.search(xml, 0, MAX_BODY_BYTES)
    return match[1].decode("ascii") if match else None


def _local(element: etree._Element) -> str:
    # Comments and processing instructions, whose tag is no text, are removed by the parser.
    tag = element.tag
    return tag.rpartition("}")[2] if tag.startswith("{") else tag


def _text(element: etree._Element) -> str:
    text = element.text
    return text.strip() if text else ""


def _unpadded(text: str) -> str:
    return (text.lstrip("0") or "0") if _DIGITS.fullmatch(text) and text.isascii() else text


class _Reader:
    """Collects the fields of one request and what was odd about them."""

    def __init__(self, root: etree._Element) -> None:
        self._fields: dict[str, str] = {}
        self._crd: list[str] = []
        self._position: Position | None = None
        self._other: list[tuple[str, str]] = []
        self._oddities: list[Oddity] = []
        for child in root:
            self._take(child)

    def request(self) -> AlarmRequest | BadRequest:
        fields = self._fields
        ref, cid = fields.get("ref", ""), fields.get("cid", "")
        missing = [tag for tag in _MANDATORY if not fields.get(tag)]
        if missing:
            reason = f"{', '.join(missing)} missing"
            return BadRequest(reason, MANDATORY_TAG_MISSING, ref[:16] or None, cid[:16] or None)
        bad = self._bad_key("ref", ref, _KEY) or self._bad_key("cid", cid, _NUMBER)
        if bad is not None:
            return bad
        values = {tag: self._code(tag, width, default) for tag, (width, default) in _CODES.items()}
        texts = {tag: self._short(tag, most) for tag, most in _TEXTS.items()}
        texts["ver"] = texts["ver"] or _DEFAULT_VERSION
        return AlarmRequest(
            ref=ref,
            cid=cid,
            mty=self._message_type(),
            crd=tuple(self._crd),
            lge=self._position,
            other=tuple(self._other),
            **values,
            **texts,
            oddities=tuple(self._oddities),
        )

    def _take(self, child: etree._Element) -> None:
        tag, text = _local(child), _text(child)
        if tag in _KNOWN:
            if tag not in self._fields:
                self._fields[tag] = text
            elif self._fields[tag] != text:
                self._odd(tag, text)
        elif tag == "crd":
            if text:
                self._crd.append(self._cut(tag, text, MAX_TEXT_CHARACTERS))
        elif tag == "lge":
            self._position = self._position or self._read_position(child)
        else:
            self._other.append((tag[:MAX_KEY_CHARACTERS], text[:MAX_TEXT_CHARACTERS]))

    def _read_position(self, element: etree._Element) -> Position:
        parts = {"geo": "", "tim": "", "gga": ""}
        loose = [element.text or ""]
        for child in element:
            tag = _local(child)
            if tag in parts:
                parts[tag] = self._cut(tag, _text(child), MAX_TEXT_CHARACTERS)
            loose.append(child.tail or "")
        text = self._cut("lge", " ".join("".join(loose).split()), MAX_TEXT_CHARACTERS)
        return Position(parts["geo"], parts["tim"], parts["gga"], text)

    def _bad_key(self, tag: str, value: str, standard: re.Pattern[str]) -> BadRequest | None:
        if standard.fullmatch(value):
            return None
        self._odd(tag, value)
        if _ODD_KEY.fullmatch(value):
            return None
        ref, cid = (self._usable(key) for key in ("ref", "cid"))
        if len(value) > MAX_KEY_CHARACTERS:
            return BadRequest(f"{tag} too long", TOO_LONG, ref, cid)
        return BadRequest(f"{tag} has forbidden characters", WRONG_DATA, ref, cid)

    def _usable(self, tag: str) -> str | None:
        value = self._fields[tag]
        return value if _ODD_KEY.fullmatch(value) else None

    def _message_type(self) -> MessageType:
        text = self._fields.get("mty", "")
        try:
            return MessageType(text.upper() or "ME")
        except ValueError:
            # A type that nobody knows may be a call for help.
            self._odd("mty", text)
            return MessageType.MESSAGE

    def _code(self, tag: str, width: int, default: str) -> str:
        text = self._fields.get(tag)
        if not text:
            return default
        if text.isdigit() and text.isascii():
            if len(text) == width:
                return text
            bare = text.lstrip("0").rjust(1, "0")
            if len(bare) <= width:
                return bare.zfill(width)
        self._odd(tag, text)
        return default

    def _short(self, tag: str, most: int) -> str:
        text = self._fields.get(tag)
        if text is None:
            return ""
        if len(text) > most:
            self._odd(tag, text)
            return text[:MAX_TEXT_CHARACTERS]
        return text

    def _cut(self, tag: str, text: str, most: int) -> str:
        if len(text) > most:
            self._odd(tag, text)
        return text[:most]

    def _odd(self, tag: str, value: str) -> None:
        self._oddities.append(Oddity(tag, value[:MAX_TEXT_CHARACTERS]))


_KNOWN: Final = frozenset(("ref", "cid", "mty", *_CODES, *_TEXTS))
