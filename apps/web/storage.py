"""Static files with a hash in their name, also where one ES module imports another."""

from collections.abc import Callable
from re import Match
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

OWN = "web/"
CSS_URL = r"""(?P<matched>url\(['"]{0,1}\s*(?P<url>.*?)["']{0,1}\))"""


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed, gzip and brotli twins; imports in `*.js` follow the hashes.

    Imports must start with `./`, end in `.js` and close with a semicolon. Source map comments stay as
    vendors wrote them: the maps are not shipped.
    """

    support_js_module_import_aggregation = True
    patterns = (("*.css", (CSS_URL,)),)

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Callable[[Match[str]], str]:
        """Rewrite addresses in our own files; other packages' files stay as their authors wrote them."""
        if name.startswith(OWN):
            converter: Any = super().url_converter(name, hashed_files, template)
            return converter
        return lambda found: found.group()
