"""What is pasted in the editor, or posted in its place, says what it says and does nothing."""

import json

import pytest
from lxml import etree, html

from core.blocks.text import TextBlock
from core.rich_text_area import RichTextArea
from tests import factories
from vademecum.models import Terme

pytestmark = pytest.mark.django_db

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)"><iframe src="https://evil.example"></iframe>'
HARMLESS = {"div", "p", "a", "b", "i", "ul", "ol", "li"}
ADDRESSES = [
    "javascript:alert(3)",
    "JaVaScRiPt:alert(3)",
    " \tjava\nscript:alert(3)",
    "\x01javascript:alert(3)",
    "data:text/html,<script>alert(3)</script>",
    "vbscript:msgbox(3)",
]


def pasted(address: str, kind: str = "LINK", style: str = "BOLD", block="unstyled"):
    """What the editor posts of a text: never HTML, but its own description."""
    return json.dumps(
        {
            "blocks": [
                {
                    "key": "abcde",
                    "text": f"{HOSTILE} ici",
                    "type": block,
                    "depth": 0,
                    "inlineStyleRanges": [{"offset": 0, "length": 4, "style": style}],
                    "entityRanges": [{"offset": 5, "length": 4, "key": 0}],
                    "data": {"style": "position:fixed"},
                }
            ],
            "entityMap": {
                "0": {
                    "type": kind,
                    "mutability": "MUTABLE",
                    "data": {"url": address, "src": address, "html": HOSTILE},
                }
            },
        }
    )


def rendered(posted: str):
    """What a reader sees of what was posted to the field of a text."""
    block = TextBlock()
    value = block.value_from_datadict({"text": posted}, {}, "text")
    return html.fromstring(block.render(value))


def does_nothing(tree) -> bool:
    elements = [each for each in tree.iter() if isinstance(each.tag, str)]
    names = {name for each in elements for name in each.attrib}
    addresses = [each.get("href") for each in elements if each.get("href")]
    return (
        {each.tag for each in elements} <= HARMLESS
        and names <= {"class", "href", "data-block-key"}
        and all(address.startswith("https://") for address in addresses)
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_link_that_would_run_something_leads_nowhere(address):
    tree = rendered(pasted(address))

    assert does_nothing(tree)
    assert not tree.xpath("//a/@href")
    # Nothing typed is lost: it is read as what it says.
    assert HOSTILE in tree.text_content()


@pytest.mark.parametrize(
    ("kind", "style", "block"),
    [
        ("LINK", "BOLD", "unstyled"),
        ("EMBED", "BOLD", "unstyled"),
        ("IMAGE", "BOLD", "unstyled"),
        ("IFRAME", "SCRIPT", "unstyled"),
        ("LINK", "STYLE", "iframe"),
        ("LINK", "BOLD", "atomic"),
    ],
)
def test_what_the_editor_does_not_offer_is_not_kept(kind, style, block):
    assert does_nothing(rendered(pasted("https://example.org", kind, style, block)))


def test_words_are_words_on_the_page_in_its_data_and_in_feeds(client, home):
    words = f"</script>{HOSTILE}"
    news = factories.NewsIndexPageFactory(parent=home)
    page = factories.NewsPageFactory(
        parent=news,
        title=words,
        introduction=words,
        search_description=words,
        source_title=words,
        medium=words[:120],
        source_url="https://example.org/",
    )

    for address in (page.href, news.href):
        tree = html.fromstring(client.get(address).content)
        assert not tree.xpath("//iframe | //@onerror")
        assert not [
            each for each in tree.xpath("//script/text()") if each[:5] == "alert"
        ]
    for name in ("atom.xml", "rss.xml"):
        source = etree.fromstring(client.get(f"{news.href}{name}").content)
        assert not source.xpath("//*[local-name()='script' or local-name()='iframe']")
    [told] = json.loads(client.get(f"{news.href}feed.json").content)["items"]
    assert "<script" not in told["content_html"]


@pytest.mark.parametrize(
    ("posted", "kept"),
    [
        ("", ""),
        ("une phrase <b>tapée</b>", "<p>une phrase &lt;b&gt;tapée&lt;/b&gt;</p>"),
        ("{", "<p>{</p>"),
        ("[]", "<p>[]</p>"),
        ('{"blocks": 1}', "<p>{&quot;blocks&quot;: 1}</p>"),
        ('{"blocks": ["x"]}', "<p>{&quot;blocks&quot;: [&quot;x&quot;]}</p>"),
        ('{"blocks": [{"text": "x", "entityRanges": [{"key": 7}]}]}', None),
        ("\x00", ""),
    ],
)
def test_what_is_not_written_as_the_editor_writes_is_plain_text(posted, kept):
    read = RichTextArea(features=["bold"]).value_from_datadict({"t": posted}, {}, "t")

    assert "<script" not in read
    assert kept is None or read == kept


def test_the_fields_of_the_admin_are_ours():
    for field in (TextBlock().field, Terme._meta.get_field("definition").formfield()):
        assert type(field.widget) is RichTextArea
