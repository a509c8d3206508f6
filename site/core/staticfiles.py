import re
from collections.abc import Callable
from pathlib import Path

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>[\w-]+)\);')

# Comments and spaces are for us, not for the reader's connection. What stands between
# double quotes is left alone; so is the space before a colon, which selectors may mean.
COMMENT = re.compile(r"/\*.*?\*/", re.S)
SPACES = re.compile(
    r"""(?P<string>"[^"]*")|\s*;?\s*(?P<end>})\s*|\s*(?P<sign>[{;,>])\s*"""
    r"""|(?P<colon>:)\s+(?=[^{}]*[;}])|\s+"""
)


def lighter(css: str) -> str:
    """The same rules in fewer bytes."""
    return SPACES.sub(
        lambda found: found[found.lastgroup] if found.lastgroup else " ",
        COMMENT.sub("", css),
    ).strip()


def bundled(text: str, read: Callable[[str], str]) -> str:
    """A style with its components brought into it; `read` gives one by its address."""

    def inline(match):
        # An address in a component is relative to the component's own folder.
        component = read(match["path"]).replace('url("../../', 'url("../')
        return f"@layer {match['layer']} {{\n{component}\n}}"

    return lighter(IMPORT.sub(inline, text))


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """
    Hashed and compressed files, with the components of `site.css` brought into it.

    The style is written one component a file and served in one request: each
    `@import url("…") layer(…);` becomes `@layer … { that file }`. Nothing else is built.
    """

    support_js_module_import_aggregation = True
    manifest_strict = True
    bundles = ("css/site.css",)

    def post_process(self, paths, dry_run=False, **options):
        for name in self.bundles:
            if name in paths and not dry_run:
                self._bundle(name, paths)
                # Django hashes what `paths` names: the bundle, not the file as written.
                paths = {**paths, name: (self, name)}
        yield from super().post_process(paths, dry_run, **options)

    def compress_files(self, paths):
        # Pages name what is hashed: the same bytes under the name that we wrote them by
        # would be compressed for nobody, and take as long again.
        yield from super().compress_files(set(paths) & set(self.hashed_files.values()))

    def _bundle(self, name, paths):
        def read(path) -> str:
            # As written: what was collected before is a bundle already, and imports nothing.
            storage, written = paths[str(path)]
            with storage.open(written) as file:
                return file.read().decode()

        folder = Path(name).parent
        whole = bundled(read(name), lambda path: read(folder / path))
        self.delete(name)
        self._save(name, ContentFile(whole.encode()))
