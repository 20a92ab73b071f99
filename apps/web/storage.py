"""Static files with a hash in their name, also where one ES module imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

CSS_URL = r"""(?P<matched>url\(['"]{0,1}\s*(?P<url>.*?)["']{0,1}\))"""


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed, gzip and brotli twins; imports in `*.js` follow the hashes.

    Imports must start with `./`, end in `.js` and close with a semicolon. Source map comments stay as
    vendors wrote them: the maps are not shipped.
    """

    support_js_module_import_aggregation = True
    patterns = (("*.css", (CSS_URL,)),)
