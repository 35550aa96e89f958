"""Writes Normalization.txt: what Unicode normalization needs, from the character database of Python.

Lines: "CCC first-last first …" are code points by their canonical combining class; "CODE=A B" is a canonical decomposition,
"CODE!A B" one that is never composed again, "CODE~A B" a compatibility decomposition. Hangul is computed and not listed.
"""
import sys
import unicodedata

classes = {}
lines = []
for code in range(0x110000):
    if 0xD800 <= code <= 0xDFFF:
        continue
    character = chr(code)
    if combining := unicodedata.combining(character):
        classes.setdefault(combining, []).append(code)
    mapping = unicodedata.decomposition(character)
    if not mapping or 0xAC00 <= code <= 0xD7A3:
        continue
    if mapping.startswith("<"):
        sign, mapping = "~", mapping.split("> ")[1]
    else:
        sign = "=" if unicodedata.normalize("NFC", character) == character else "!"
    lines.append(f"{code:X}{sign}" + " ".join(f"{int(part, 16):X}" for part in mapping.split()))


def ranges(codes):
    first = last = codes[0]
    for code in codes[1:] + [None]:
        if code == last + 1 if code is not None else False:
            last = code
            continue
        yield f"{first:X}" if first == last else f"{first:X}-{last:X}"
        first = last = code


with open(sys.argv[1], "w", newline="\n") as output:
    output.write(f"# Unicode {unicodedata.unidata_version}; made by normalization.py\n")
    for combining in sorted(classes):
        output.write(f"{combining} " + " ".join(ranges(classes[combining])) + "\n")
    output.write("\n".join(lines) + "\n")
