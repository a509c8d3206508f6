"""What readers download: one style sheet, and names that change with the contents."""

import json
import re

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from core.staticfiles import BundledStaticFilesStorage, lighter


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The site's own static files, collected as production does."""
    folder = tmp_path_factory.mktemp("static")
    source = FileSystemStorage(location=settings.SITE / "static")
    storage = BundledStaticFilesStorage(location=folder, base_url="/static/")
    paths = {}
    for path in (settings.SITE / "static").rglob("*"):
        if path.is_file():
            name = str(path.relative_to(settings.SITE / "static"))
            paths[name] = (source, name)
            with source.open(name) as file:
                storage._save(name, file)
    for _name, _hashed, processed in storage.post_process(paths):
        if isinstance(processed, Exception):
            raise processed
    return storage


def served(collected, name: str) -> str:
    with collected.open(collected.stored_name(name)) as file:
        return file.read().decode()


def test_the_style_is_one_file_that_imports_nothing(collected):
    style = served(collected, "css/site.css")

    assert "@import" not in style
    assert len(style) > 10_000


def test_a_component_that_changes_changes_the_style_collected_before(tmp_path):
    written = FileSystemStorage(location=tmp_path / "written")
    collected = BundledStaticFilesStorage(tmp_path / "collected", "/static/")
    whole, part = "css/site.css", "css/components/a.css"

    def collect(name: str, text: bytes):
        for storage in (written, collected):
            storage.delete(name)
            storage._save(name, ContentFile(text))

    names = []
    collect(whole, b'@import url("components/a.css") layer(components);')
    for rule in (b".a { color: red }", b".a { color: navy }"):
        collect(part, rule)  # alone: what did not change is not copied again
        list(collected.post_process({name: (written, name) for name in (whole, part)}))
        names.append(collected.stored_name(whole))

    assert names[0] != names[1]
    assert "navy" in served(collected, whole)


def test_a_lighter_style_says_the_same():
    assert lighter(
        """/* A note. */
        @media (min-width: 40rem) {
          .a > .b, .c :is(h2, p)::before { content: attr(data-name) " : ; }  "; margin: 0 calc(1rem - 2px); }
          .d:hover a:focus-visible {
            color: var(--ink) ;
          }
        }
        """
    ) == (
        '@media (min-width: 40rem){.a>.b,.c :is(h2,p)::before{content:attr(data-name) " : ; }  ";'
        "margin:0 calc(1rem - 2px)}.d:hover a:focus-visible{color:var(--ink)}}"
    )


def test_the_layers_keep_their_order(collected):
    style = served(collected, "css/site.css")

    assert re.search(r"@layer reset,\s*tokens,\s*base,\s*layout,\s*components", style)
    assert style.count("{") == style.count("}")


def test_every_component_written_is_in_the_style(collected):
    names = [
        path.name for path in (settings.SITE / "static/css/components").glob("*.css")
    ]
    written = (settings.SITE / "static/css/site.css").read_text()

    assert [name for name in names if f"components/{name}" not in written] == []


def test_files_the_style_names_exist_under_their_hashed_name(collected):
    style = served(collected, "css/site.css")
    named = re.findall(r'url\("([^"#]+)"\)', style)

    assert named
    for address in named:
        assert address.startswith("data:") or re.search(r"\.[0-9a-f]{12}\.", address)
        assert address.startswith("data:") or collected.exists(
            str(collected.path("css") + "/" + address)
        )


def test_scripts_are_hashed_and_their_imports_too(collected):
    scripts = [name for name in collected.hashed_files if name.endswith(".js")]

    assert scripts
    for name in scripts:
        assert re.search(r"\.[0-9a-f]{12}\.js$", collected.stored_name(name))
        for imported in re.findall(r'from "(\./[^"]+)"', served(collected, name)):
            assert re.search(r"\.[0-9a-f]{12}\.js$", imported)


def test_what_pages_name_is_compressed_and_only_that(collected):
    for name in ("css/site.css", "js/copy.js"):
        for kind in ("br", "gz"):
            assert collected.exists(f"{collected.stored_name(name)}.{kind}")
            assert not collected.exists(f"{name}.{kind}")


def test_a_changed_component_changes_the_name_of_the_style(collected, tmp_path):
    def name_with(colour):
        folder = tmp_path / colour
        storage = BundledStaticFilesStorage(location=folder, base_url="/static/")
        files = {
            "css/site.css": '@layer a;\n@import url("parts/a.css") layer(a);\n',
            "css/parts/a.css": f"a {{ color: {colour}; }}\n",
        }
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        list(storage.post_process({name: (storage, name) for name in files}))
        return storage.stored_name("css/site.css")

    assert name_with("red") != name_with("green")


def test_the_manifest_names_every_file(collected):
    with collected.open("staticfiles.json") as file:
        named = json.load(file)["paths"]

    assert "css/site.css" in named
    assert "fonts/bricolage.woff2" in named
