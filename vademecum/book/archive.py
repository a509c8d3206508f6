"""ZIP files that depend on nothing but what they hold."""

import io
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first day of the format: the same for every file


def archive(files: dict[str, bytes], stored: tuple[str, ...] = ()) -> bytes:
    """The files in their order, without a date, an owner or a system of their own."""
    out = io.BytesIO()
    with ZipFile(out, "w") as target:
        for name, content in files.items():
            info = ZipInfo(name, EARLIEST)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            kind = ZIP_STORED if name in stored else ZIP_DEFLATED
            target.writestr(info, content, compress_type=kind, compresslevel=9)
    return out.getvalue()
