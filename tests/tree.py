"""A small site: one page of each type, with every kind of fact cited."""

from jeudis.models import Speaker
from tests import factories

TREE = [
    ("vademecum", factories.VademecumPageFactory, "home"),
    ("fiche", factories.FichePageFactory, "vademecum"),
    ("chiffres", factories.ChiffreIndexPageFactory, "vademecum"),
    ("termes", factories.TermeIndexPageFactory, "vademecum"),
    ("mesures", factories.MesureIndexPageFactory, "vademecum"),
    ("all_parcours", factories.ParcoursIndexPageFactory, "home"),
    ("reseau", factories.ReseauPageFactory, "all_parcours"),
    ("parcours", factories.ParcoursPageFactory, "all_parcours"),
    ("etape", factories.EtapePageFactory, "parcours"),
    ("jeudis", factories.JeudiIndexPageFactory, "home"),
    ("saison", factories.SeasonPageFactory, "jeudis"),
    ("jeudi", factories.JeudiPageFactory, "saison"),
    ("actualites", factories.NewsIndexPageFactory, "home"),
    ("actualite", factories.NewsPageFactory, "actualites"),
    ("communique", factories.CommuniquePageFactory, "actualites"),
    ("retombees", factories.RetombeeIndexPageFactory, "actualites"),
    ("agenda", factories.AgendaPageFactory, "home"),
    ("evenement", factories.EventPageFactory, "agenda"),
    ("lettre", factories.NewsletterPageFactory, "home"),
    ("numero", factories.IssuePageFactory, "lettre"),
    ("pour", factories.StrategyPageFactory, "home"),
    ("public", factories.AudiencePageFactory, "pour"),
    ("pilier", factories.PillarPageFactory, "pour"),
    ("simple", factories.PlainPageFactory, "home"),
]


# Those whose body cites facts.
CITING = {
    "parcours",
    "reseau",
    "etape",
    "jeudi",
    "actualite",
    "communique",
    "evenement",
    "pour",
    "public",
    "pilier",
    "simple",
}


def plant(home) -> dict:
    """One page of each type under a home page, by name."""
    person = factories.PersonFactory(organisation=factories.OrganisationFactory())
    factories.ObjectifFactory()
    mesure = factories.MesureFactory()
    figure = factories.ChiffreCleFactory()
    terme = factories.TermeFactory()
    factories.PressContactFactory()
    pages = {"home": home}

    def body():
        link = f'<a linktype="page" id="{pages["fiche"].pk}">la fiche</a>'
        return [
            {"type": "heading", "value": "Une partie"},
            {"type": "text", "value": f"<p>Lire {link}.</p>"},
            {"type": "text", "value": f"<p>Lire {link}.</p>"},
            {"type": "figure", "value": figure.pk},
            {"type": "term", "value": terme.pk},
            {"type": "measure", "value": mesure.pk},
            {"type": "contact", "value": person.pk},
        ]

    for name, make, parent in TREE:
        facts = {"body": body()} if name in CITING else {}
        if name == "jeudi":  # its people are its speakers
            facts["body"].pop()
            facts["speakers"] = [Speaker(person=person, locale=home.locale)]
        if name == "numero":
            named = ("fiche", "jeudi", "actualite", "evenement")
            rows = [{"title": n, "page": pages[n].pk, "note": "Un mot."} for n in named]
            facts["body"] = [
                {"type": "heading", "value": "Nouveau"},
                {"type": "items", "value": rows},
            ]
        page = make(parent=pages[parent], slug=name, **facts)
        pages[name] = type(page).objects.get(pk=page.pk)  # with its children as rows
    for name in ("vademecum", "fiche"):  # made before what they lead to
        page = pages[name]
        page.body = body()
        page.save_revision().publish()
        pages[name] = type(page).objects.get(pk=page.pk)
    factories.RetombeeFactory(communique=pages["communique"], figures=[figure])
    home.figure_of_the_week = figure
    home.save()
    return pages
