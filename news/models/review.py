from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path

from core import frame
from core.models import BasePage, RoutesMixin
from news import coverage


class RetombeeIndexPage(RoutesMixin, BasePage):
    """The press review: each year, all that appeared, with what it relayed."""

    parent_page_types = ["news.NewsIndexPage"]
    subpage_types = []
    max_count_per_parent = 1
    schema_type = "CollectionPage"
    printed_routes = ("retombees.csv",)

    class Meta:
        verbose_name = _("revue de presse")
        verbose_name_plural = _("revues de presse")

    @path("")
    def latest(self, request):
        """The last year in which something appeared."""
        years = coverage.years()
        return self.show(request, years, years[0] if years else None)

    @path("<int:year>/")
    def of_a_year(self, request, year):
        years = coverage.years()
        if year not in years:
            raise Http404
        if year == years[0]:
            return redirect(self.href)  # one address for one page
        frame.of(request).go_below(str(year), f"{year}/")
        return self.show(request, years, year)

    def show(self, request, years, year):
        context = self.get_context(request) | {
            "years": years,
            "year": year,
            "items": coverage.of_year(year) if year else [],
        }
        frame.of(request).alternates = [
            frame.Link(self.title, f"{self.href}retombees.csv", type="text/csv")
        ]
        return TemplateResponse(request, "news/retombee_index_page.html", context)

    @path("retombees.csv/")
    def csv(self, request):
        response = HttpResponse(
            coverage.as_csv(request.build_absolute_uri("/")),
            content_type="text/csv; charset=utf-8",
        )
        # Its address is the same in both languages; its name is the reader's.
        name = _("retombees.csv")
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response

    @property
    def listed_routes(self) -> list[str]:
        return [f"{year}/" for year in coverage.years()[1:]]

    def linked_data(self, context):
        return super().linked_data(context) | {
            "hasPart": [
                {
                    "@type": "CreativeWork",
                    "name": item.row.title,
                    "inLanguage": item.row.tongue,
                    "datePublished": item.row.published_on,
                    "publisher": {"@type": "Organization", "name": item.row.medium},
                    "url": item.url,
                }
                for item in context.get("items", ())
            ],
        }
