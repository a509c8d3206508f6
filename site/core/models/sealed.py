from django.db import models


class SealedError(TypeError):
    """Somebody tried to change or remove what is kept for ever."""


class SealedQuerySet(models.QuerySet):
    """Rows that are added, never changed nor removed."""

    def update(self, **kwargs):
        raise SealedError(f"{self.model._meta.label}: what is kept is never changed.")

    def delete(self):
        raise SealedError(f"{self.model._meta.label}: what is kept is never removed.")


class SealedModel(models.Model):
    """A row that is added, never changed nor removed."""

    objects = SealedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, **kwargs):
        if not self._state.adding:
            raise SealedError(f"{self._meta.label}: what is kept is never changed.")
        super().save(**kwargs)

    def delete(self, **kwargs):
        raise SealedError(f"{self._meta.label}: what is kept is never removed.")
