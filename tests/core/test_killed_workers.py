"""Two workers, killed again and again while they send: each address has one mail, or none."""

import json
import random
import time
from collections import Counter

from tests.mail_server import mail_server
from tests.processes import begin, run

MAILS, KILLS = 300, 5
POST = f"""
from django.utils import timezone
from core import mailing
letter = mailing.Letter("fr", "Bonjour", (mailing.Paragraph("Un mot."),))
at = timezone.now()
mailing.post(*(
    mailing.write(letter, to=f"a{{n}}@example.org", key=f"test:{{n}}", purpose="test", at=at)
    for n in range({MAILS})
))
"""
WORK = """
from core.mailing.delivery import deliver
while deliver():
    pass
"""
WORK_LATER = """
from datetime import timedelta
from django.utils import timezone
from core.mailing.delivery import deliver
deliver(lambda: timezone.now() + timedelta(minutes=11), turn=600)
"""
TELL = """
import json
from core.models import OutgoingMail
print(json.dumps(list(OutgoingMail.objects.values_list("key", "state", "to"))))
"""


def test_no_address_has_two_mails_and_those_without_are_listed(shared_database):
    with mail_server() as server:
        server.pause = 0.003
        run(shared_database, server.port, POST)

        for kill in range(1, KILLS + 1):
            workers = [begin(shared_database, server.port, WORK) for _ in range(2)]
            goal = kill * MAILS // (KILLS + 1)
            while len(server.messages) < goal and any(w.is_alive() for w in workers):  # fmt: skip
                time.sleep(0.001)
            time.sleep(random.random() / 100)  # anywhere within a mail
            for worker in workers:
                worker.kill()
                worker.join()
        run(shared_database, server.port, WORK_LATER)

        rows = json.loads(run(shared_database, server.port, TELL))
        counts = server.counts

    states = Counter(state for _key, state, _to in rows)
    assert set(states) <= {"sent", "doubtful"}
    assert sum(states.values()) == MAILS
    # Nobody twice, however the workers ended.
    assert set(counts.values()) == {1}
    # Whoever has none is listed, with the address; at most one mail for each killed worker.
    listed = {to for _key, state, to in rows if state == "doubtful"}
    everybody = {f"a{n}@example.org" for n in range(MAILS)}
    assert everybody - set(counts) <= listed
    assert len(listed) <= 2 * KILLS
    assert {key for key, state, _to in rows if state == "sent"} >= {
        f"test:{n}" for n in range(MAILS) if f"a{n}@example.org" not in listed
    }
