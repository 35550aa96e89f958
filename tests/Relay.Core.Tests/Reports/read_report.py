"""Reads a report from standard input with Python's own MIME parser, strictly, and prints what it saw as JSON."""
import email
import email.policy
import hashlib
import json
import sys

octets = sys.stdin.buffer.read()
report = email.message_from_bytes(octets, policy=email.policy.SMTP.clone(raise_on_defect=True))
defects = [repr(d) for part in report.walk() for d in part.defects]
human, status, *returned = report.iter_parts()
seen = {
    "type": report.get_content_type(),
    "report-type": report.get_param("report-type"),
    "to": str(report["To"]),
    "auto-submitted": str(report["Auto-Submitted"]),
    "date": report["Date"].datetime.isoformat(),
    "defects": defects,
    "human-type": human.get_content_type(),
    "human": human.get_content(),
    "status-type": status.get_content_type(),
    "groups": [[[name, str(value)] for name, value in group.items()] for group in status.get_payload()],
    "returned-type": returned[0].get_content_type() if returned else None,
}
if returned and returned[0].get_content_type() == "message/rfc822":
    inner = returned[0].get_payload(0)
    seen["inner-subject"] = str(inner["Subject"])
    seen["inner-body-sha256"] = hashlib.sha256(inner.get_payload(decode=True)).hexdigest()
print(json.dumps(seen))
