"""Static files with a hash in their name, also where one ES module imports another."""

from collections.abc import Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

OWN = "web/"
CSS_URL = r"""(?P<matched>url\(['"]{0,1}\s*(?P<url>.*?)["']{0,1}\))"""


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed files with gzip and brotli twins; imports in `*.js` follow the hashes.

    Imports must start with `./`, end in `.js` and close with a semicolon. Source map comments stay as
    vendors wrote them: the maps are not shipped. Files that no page asks for (of other packages, and the
    geometry behind the map's scripts) are copied as they are, which keeps the first start short.
    """

    support_js_module_import_aggregation = True
    keep_only_hashed_files = True
    patterns = (("*.css", (CSS_URL,)),)

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        """Hash and compress the files that pages ask for."""
        asked = {name: found for name, found in paths.items() if self._is_asked(name)}
        yield from super().post_process(asked, *args, **options)

    def _is_asked(self, name: str) -> bool:
        return name.startswith(OWN) and not name.endswith(".json")
