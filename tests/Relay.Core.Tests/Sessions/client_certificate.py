"""A client of the Python world that shows a certificate. Reads JSON: port, implicit, pem. Writes the reply to the end of data."""
import json
import smtplib
import ssl
import sys
import tempfile

wish = json.load(sys.stdin)
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
with tempfile.NamedTemporaryFile("w", suffix=".pem") as pem:
    pem.write(wish["pem"])
    pem.flush()
    context.load_cert_chain(pem.name)
if wish["implicit"]:
    client = smtplib.SMTP_SSL("127.0.0.1", wish["port"], local_hostname="client.example", timeout=30, context=context)
else:
    client = smtplib.SMTP("127.0.0.1", wish["port"], local_hostname="client.example", timeout=30)
    client.starttls(context=context)
client.ehlo()
client.mail("alice@sender.example")
client.rcpt("bob@dest.example")
code, _ = client.data("Subject: hello\r\n\r\nHello.\r\n")
client.quit()
json.dump({"code": code}, sys.stdout)
