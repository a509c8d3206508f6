"""Says where the site answers and how to sign in (after `manage.py prepare`)."""

import sys

import django
from django.conf import settings

django.setup()
port = sys.argv[1]
print(f"""
  Le site         http://localhost:{port}/
  L'admin         http://localhost:{port}/admin/
  Se connecter    mot de passe : {settings.DEMO_PASSWORD}""")
for email, (first, last, _group) in settings.DEMO_ACCOUNTS.items():
    print(f"                  {email:24} {first} {last}")
print("  Arrêter         Ctrl + C\n")
