"""Authorities that are built like those of SITHS and Efos, and the cards they issue. All invented.

Keys are made when the tests run and lie nowhere afterwards. The policies' numbers are of the arc
that everybody may use in examples.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
LOA2, LOA3, LOA4, FUNCTION = (f"2.999.752.{last}" for last in (2, 3, 4, 9))
HSA_ID = "SE2120000001-P100"

LOG_IN = {"digital_signature": True, "key_encipherment": True}
SIGNING = {"content_commitment": True}
USES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def usage(**more):
    return x509.KeyUsage(**dict.fromkeys(USES, False) | more)


def named(common, *more):
    country = (NameOID.COUNTRY_NAME, "SE")
    words = (country, (NameOID.COMMON_NAME, common), *more)
    return x509.Name([_attribute(*one) for one in words])


def _attribute(oid, value):
    # What the sort of text that belongs there cannot hold, a hostile authority writes as another.
    is_plain = value.isascii() and value.isprintable()
    return x509.NameAttribute(oid, value, None if is_plain else _ASN1Type.UTF8String)


@dataclass(frozen=True)
class Keyed:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self):
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self):
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def certificate(
    subject,
    issuer,
    extensions,
    *,
    begins=NOW - DAY,
    ends=NOW + 700 * DAY,
    own=None,
    digest=None,
):
    """Issue a certificate; without an issuer it signs itself."""
    own = own or ec.generate_private_key(ec.SECP256R1())
    key = issuer.key if issuer else own
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False)
    )
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, is_critical)
    return Keyed(builder.sign(key, digest or hashes.SHA256()), own)


def authority(common, issuer=None, **more):
    """Make a root, or an authority that a root issued."""
    extensions = [
        (x509.BasicConstraints(ca=True, path_length=0 if issuer else None), True),
        (usage(key_cert_sign=True, crl_sign=True), True),
    ]
    return certificate(named(common), issuer, extensions, begins=NOW - 900 * DAY, **more)


def card(
    issuer,
    *,
    policies=(LOA3,),
    uses=LOG_IN,
    purposes=(ExtendedKeyUsageOID.CLIENT_AUTH,),
    hsa_ids=(HSA_ID,),
    extra=(),
    **more,
):
    """Issue a card: by default one for log-in at level 3, as everything should be."""
    extensions = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (usage(**uses), True),
        *extra,
    ]
    if purposes:
        extensions.append((x509.ExtendedKeyUsage(purposes), False))
    if policies:
        stated = [x509.PolicyInformation(x509.ObjectIdentifier(one), None) for one in policies]
        extensions.append((x509.CertificatePolicies(stated), False))
    serials = [(NameOID.SERIAL_NUMBER, one) for one in hsa_ids]
    return certificate(named("Prov Provsson", *serials), issuer, extensions, **more)


def revoked(issuer, *cards, heard=NOW - timedelta(minutes=10), lasts=2 * DAY, extra=(), by=None):
    """Give an issuer's list of what it has revoked, in DER."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(heard)
        .next_update(heard + lasts)
        .add_extension(x509.CRLNumber(1), False)
    )
    for extension, is_critical in extra:
        builder = builder.add_extension(extension, is_critical)
    for one in cards:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(one.certificate.serial_number)
            .revocation_date(heard)
            .build()
        )
    return builder.sign((by or issuer).key, hashes.SHA256()).public_bytes(Encoding.DER)


class Trees:
    """SITHS as it is built, the same for tests, and Efos."""

    def __init__(self):
        self.root = authority("SITHS e-id Root CA v2")
        self.person3 = authority("SITHS e-id Person HSA-id 3 CA v1", self.root)
        self.person2 = authority("SITHS e-id Person HSA-id 2 CA v1", self.root)
        self.function = authority("SITHS e-id Function CA v1", self.root)
        # Issued by the root, but left out of the configuration.
        self.unnamed = authority("SITHS e-id Person ID Mobile CA v1", self.root)
        self.test_root = authority("TEST SITHS e-id Root CA v2")
        self.test3 = authority("TEST SITHS e-id Person HSA-id 3 CA v1", self.test_root)
        self.pp_root = authority("PP SITHS e-id Root CA v2")
        self.pp3 = authority("PP SITHS e-id Person HSA-id 3 CA v1", self.pp_root)
        self.efos_root = authority("EFOS Root CA v1")
        self.efos3 = authority("EFOS Person LOA3 CA v1", self.efos_root)
        # Somebody's own, with the same names.
        self.false_root = authority("SITHS e-id Root CA v2")
        self.false3 = authority("SITHS e-id Person HSA-id 3 CA v1", self.false_root)


@cache
def trees():
    """Make them once."""
    return Trees()


def put_list(folder, issuer, *cards, **more):
    """Put an issuer's list where the configuration looks for it."""
    path = folder / f"{name_of(issuer)}.crl"
    path.write_bytes(revoked(issuer, *cards, **more))
    return path


def name_of(one):
    common = one.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    return str(common).replace(" ", "-").lower()


def settings(folder: Path, *, is_for_tests=False, **top):
    """Write certificates, empty lists and the file of cards; give what the file says."""
    here = trees()
    siths = (here.test_root, [(here.test3, {LOA3: 3})])
    if not is_for_tests:
        siths = (here.root, [(here.person3, {LOA3: 3, LOA4: 4}), (here.person2, {LOA2: 2})])
    said = {
        "environment": "test" if is_for_tests else "production",
        "site": "https://gemensam.example.se",
        "address": "https://kort.example.se",
        "socket": str(folder / "cards.sock"),
        "trees": [tree(folder, "SITHS", *siths)],
    }
    if not is_for_tests:
        said["trees"].append(tree(folder, "EFOS", here.efos_root, [(here.efos3, {LOA3: 3})]))
    return said | top


def tree(folder, name, root, issuing):
    """Write one tree's certificates and lists; give its part of the file."""
    return {
        "name": name,
        "roots": [_item(folder, root)],
        "authorities": [_item(folder, one) | {"policies": levels} for one, levels in issuing],
    }


def _item(folder, one):
    path = folder / f"{name_of(one)}.pem"
    path.write_bytes(one.pem)
    return {"certificate": path.name, "revoked": put_list(folder, one).name}


def write(folder, said):
    path = folder / "cards.yaml"
    path.write_text(yaml.safe_dump(said), encoding="utf-8")
    return path
