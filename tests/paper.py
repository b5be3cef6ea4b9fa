"""Read a PDF of ours as its reader would."""

import pikepdf


def text_of(pdf: pikepdf.Pdf) -> str:
    """Give the text: glyphs back to characters by each font's own map."""
    words = []
    for page in pdf.pages:
        maps = {str(name): _to_unicode(font) for name, font in page.Resources.Font.items()}
        current = {}
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                current = maps[str(operands[0])]
            elif str(operator) in {"Tj", "TJ"}:
                for part in operands[0] if str(operator) == "TJ" else operands:
                    if isinstance(part, pikepdf.String):
                        raw = bytes(part)
                        codes = [raw[n : n + 2] for n in range(0, len(raw), 2)]
                        words.append("".join(current.get(code, "") for code in codes))
    return "".join(words)


def _to_unicode(font: pikepdf.Object) -> dict[bytes, str]:
    found = {}
    for line in font.ToUnicode.read_bytes().decode().splitlines():
        parts = line.replace("<", " ").replace(">", " ").split()
        if line.startswith("<") and len(parts) == 2 and len(parts[0]) == 4:
            found[bytes.fromhex(parts[0])] = bytes.fromhex(parts[1]).decode("utf-16-be")
    return found
