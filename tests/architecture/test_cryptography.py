"""Every use of cryptography is found by a search, and stands in the list that says by what and whose keys."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
LIST = ROOT / "docs" / "security" / "cryptography.md"
LIBRARIES = {"hashlib", "hmac", "secrets", "ssl", "cryptography", "joserfc", "fido2"}
# What would be a cipher, or a digest that is no longer one.
CIPHERS = re.compile(
    r"\bhazmat\.primitives\.(ciphers|padding)|\b(md5|sha1|MD5|SHA1)\b *\(|\bFernet\b"
)
IN_BROWSER = re.compile(r"crypto\.subtle\.(\w+)\(\s*(?:\{ name: )?(?:\"([\w-]+)\")?")


def _files(pattern):
    return [one for one in sorted(SOURCE.rglob(pattern)) if "tests" not in one.parts]


def _imports(path):
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_every_module_that_uses_cryptography_stands_in_the_list_once_and_no_other():
    used = [one for one in _files("*.py") if _imports(one) & LIBRARIES]
    used += [one for one in _files("*.js") if "crypto.subtle" in one.read_text(encoding="utf-8")]
    found = sorted(str(one.relative_to(SOURCE)) for one in used)
    said = re.findall(
        r"`([\w/]+\.(?:py|js))`", LIST.read_text(encoding="utf-8").split("## Keys")[0]
    )
    listed = [one for one in said if not one.startswith("tests/")]
    assert sorted(listed) == found


def test_nothing_is_encrypted_on_the_server_and_no_digest_is_an_old_one():
    found = [one for one in _files("*.py") if CIPHERS.search(one.read_text(encoding="utf-8"))]
    # It scatters invented notes over days, by PostgreSQL's own function.
    assert [str(one.relative_to(SOURCE)) for one in found] == ["gemensam/portal/demo/full/notes.py"]


def test_the_phone_encrypts_by_aes_gcm_with_a_key_that_cannot_be_taken_out_and_nothing_else():
    text = "".join(one.read_text(encoding="utf-8") for one in _files("*.js"))
    assert set(IN_BROWSER.findall(text)) == {
        ("digest", "SHA-256"),
        ("generateKey", "AES-GCM"),
        ("encrypt", "AES-GCM"),
        ("decrypt", "AES-GCM"),
    }
    assert 'generateKey({ name: "AES-GCM", length: 256 }, false' in text
