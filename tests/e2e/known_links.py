"""Prints each address of another site that the checks of links know; all answer but one."""

import django


def main() -> str:
    from django.utils import timezone

    from core.links import places
    from core.models import CheckedLink

    now = timezone.now()
    places.seek(now)
    links = CheckedLink.objects.order_by("url")
    links.update(checked_at=now, reason="200")
    links.filter(pk=links.last().pk).update(reason="404", failures=3, dead_since=now)
    return "\n".join(links.values_list("url", flat=True))


if __name__ == "__main__":
    django.setup()
    print(main())  # noqa: T201 — the test that runs this compares them
