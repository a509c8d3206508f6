"""What the edit screen of an étape says first: where it comes from, who borrowed it."""

from wagtail.admin.panels import Panel


class SourcePanel(Panel):
    """« Empruntée à… », with what waits; on a source, the networks that reuse it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "parcours/admin/source.html"

        @property
        def borrowings(self):
            field = self.instance._meta.get_field("borrowing")
            return field.related_model.objects

        def is_shown(self):
            if not self.instance.pk:
                return False
            self.own = self.borrowings.filter(etape_id=self.instance.pk).comparisons()
            key = self.instance.translation_key
            self.reuses = self.borrowings.filter(source=key).comparisons()
            return bool(self.own or self.reuses)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {
                "own": self.own[0] if self.own else None,
                "reuses": self.reuses,
            }
