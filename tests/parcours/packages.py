"""Packages made by the tests: true ones, small, and hostile ones by the dozen."""

import io
import json
import zipfile

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Un SCO</title></head><body>
<h1>Les acteurs</h1><button id="done">Terminer</button><p id="api"></p>
<script>%s</script></body></html>"""
SCO12 = """
const api = window.API;
document.getElementById('api').textContent = api ? api.LMSInitialize('') : 'sans API';
document.getElementById('done').onclick = () => {
  api.LMSSetValue('cmi.core.score.raw', '80'); api.LMSSetValue('cmi.core.lesson_status', 'completed');
  api.LMSCommit(''); api.LMSFinish('');
};"""
SCO2004 = """
const api = window.API_1484_11;
document.getElementById('api').textContent = api ? api.Initialize('') : 'sans API';
document.getElementById('done').onclick = () => {
  api.SetValue('cmi.score.scaled', '0.6'); api.SetValue('cmi.completion_status', 'completed');
  api.Commit(''); api.Terminate('');
};"""
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="m" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/{adlcp}">
  <metadata><schema>ADL SCORM</schema><schemaversion>{version}</schemaversion></metadata>
  <organizations default="o"><organization identifier="o"><title>Les acteurs</title>
    <item identifier="i" identifierref="r"><title>Un</title></item></organization></organizations>
  <resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" href="{href}">
    <file href="{href}"/></resource></resources>
</manifest>"""
TINY = """
H5P = H5P || {};
H5P.Tiny = function (params) {
  H5P.EventDispatcher.call(this);
  this.attach = ($container) => {
    $container.append('<p class="tiny"></p>').find('.tiny').text(params.text);
    $container.append('<button class="tiny-done">Terminer</button>').find('button').on('click', () => {
      this.triggerXAPIScored(3, 4, 'completed', true, false);
    });
  };
};
H5P.Tiny.prototype = Object.create(H5P.EventDispatcher.prototype);
H5P.Tiny.prototype.constructor = H5P.Tiny;
"""


def zipped(entries: dict, **more) -> io.BytesIO:
    """A ZIP of names (or whole entries) and contents."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (entries | more).items():
            archive.writestr(name, content)
    file.seek(0)
    return file


def scorm_parts(version="1.2", script=SCO12, href="index.html") -> dict:
    adlcp = "adlcp_rootv1p2" if version == "1.2" else "adlcp_v1p3"
    manifest = MANIFEST.format(version=version, adlcp=adlcp, href=href)
    return {"imsmanifest.xml": manifest, "index.html": PAGE % script}


def scorm12(**more) -> io.BytesIO:
    return zipped(scorm_parts(), **more)


def scorm2004() -> io.BytesIO:
    return zipped(scorm_parts("2004 4th Edition", SCO2004))


def h5p_parts() -> dict:
    return {
        "h5p.json": json.dumps(
            {
                "title": "Reconnaître les acteurs",
                "language": "fr",
                "mainLibrary": "H5P.Tiny",
                "embedTypes": ["div"],
                "license": "U",
                "preloadedDependencies": [
                    {
                        "machineName": "H5P.Tiny",
                        "majorVersion": "1",
                        "minorVersion": "0",
                    }
                ],
            }
        ),
        "content/content.json": json.dumps({"text": "Qui agit déjà ici ?"}),
        "H5P.Tiny-1.0/library.json": json.dumps(
            {
                "title": "Tiny",
                "machineName": "H5P.Tiny",
                "majorVersion": 1,
                "minorVersion": 0,
                "patchVersion": 0,
                "runnable": 1,
                "preloadedJs": [{"path": "tiny.js"}],
                "preloadedCss": [],
            }
        ),
        "H5P.Tiny-1.0/tiny.js": TINY,
    }


def h5p() -> io.BytesIO:
    return zipped(h5p_parts())
