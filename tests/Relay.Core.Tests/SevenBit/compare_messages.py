"""Reads pairs of messages, before and after conversion, and says where the parts differ."""
import base64
import email
import json
import sys


def leaves(octets):
    found, defects = [], []
    for part in email.message_from_bytes(octets).walk():
        defects += [type(defect).__name__ for defect in part.defects]
        if not part.is_multipart():
            found.append((part.get_content_type(), part.get_filename(), part.get_payload(decode=True)))
    return found, defects


differences, count, encoded = [], 0, 0
for number, (before, after) in enumerate(json.load(sys.stdin)):
    before, after = base64.b64decode(before), base64.b64decode(after)
    was, was_defects = leaves(before)
    now, now_defects = leaves(after)
    count += len(now)
    encoded += sum(1 for part in email.message_from_bytes(after).walk() if part["Content-Transfer-Encoding"] == "quoted-printable")
    if was != now:
        differences.append(f"message {number}: {was} became {now}")
    if len(now_defects) > len(was_defects):
        differences.append(f"message {number}: {now_defects}")
    if any(octet >= 0x80 for octet in after):
        differences.append(f"message {number} is not ASCII")

json.dump({"differences": differences, "leaves": count, "encoded": encoded}, sys.stdout)
