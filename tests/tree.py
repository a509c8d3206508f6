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


def plant(home) -> dict:
    """One page of each type under a home page, by name."""
    person = factories.PersonFactory(organisation=factories.OrganisationFactory())
    factories.ObjectifFactory()
    mesure = factories.MesureFactory()
    figure = factories.ChiffreCleFactory()
    terme = factories.TermeFactory()
    factories.PressContactFactory()
    pages = {"home": home}
    for name, make, parent in TREE:
        pages[name] = make(parent=pages[parent], slug=name)
    links = f'<p>Lire <a linktype="page" id="{pages["fiche"].pk}">la fiche</a>.</p>'
    for name in (
        "vademecum",
        "fiche",
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
    ):
        page = pages[name]
        page.body = [
            {"type": "heading", "value": "Une partie"},
            {"type": "text", "value": links},
            {"type": "text", "value": links},
            {"type": "figure", "value": figure.pk},
            {"type": "term", "value": terme.pk},
            {"type": "measure", "value": mesure.pk},
            {"type": "contact", "value": person.pk},
        ]
        if name == "jeudi":  # its people are its speakers
            page.body = list(page.body.raw_data)[:-1]
            page.speakers = [Speaker(person=person, locale=home.locale)]
        page.save_revision().publish()
        pages[name] = type(page).objects.get(pk=page.pk)  # with its children as rows
    page = pages["numero"]
    names = ("fiche", "jeudi", "actualite", "evenement")
    rows = [
        {"title": name, "page": pages[name].pk, "note": "Un mot."} for name in names
    ]
    page.body = [
        {"type": "heading", "value": "Nouveau"},
        {"type": "items", "value": rows},
    ]
    page.save_revision().publish()
    communique = type(pages["communique"]).objects.get(pk=pages["communique"].pk)
    factories.RetombeeFactory(communique=communique, figures=[figure])
    home.figure_of_the_week = figure
    home.save()
    return pages
