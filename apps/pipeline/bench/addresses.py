"""The pages that the benches of the site ask for: every page, on the bundled figures and on SYNTHETIC ones."""

BUNDLED, SIMULATED = "bundled", "synthetic"
# On both worlds.
EVERYWHERE = (
    "/",
    "/?view=atlantic&country=CHN",
    "/timeline/",
    "/timeline/?by=LAB",
    "/timeline/?by=MODEL",
    "/countries/",
    "/countries/CHN/",
    "/flows/CHN/USA/",
    "/flows/UNK/USA/",
    "/models/",
    "/labs/",
    "/labs/deepseek/",
    "/search/?q=deep",
    "/claims/",
    "/claims/c09/",
    "/claims/denominators/",
    "/prices/",
    "/price-gap/",
    "/calculator/",
    "/events/",
    "/events/?state=CANDIDATE",
    "/documents/",
    "/sources/",
    "/method/",
    "/data/",
    "/data/stability/",
    "/about/",
    "/embed/map/",
    "/embed/timeline/",
)
PAGES = {
    BUNDLED: (
        *EVERYWHERE,
        "/timeline/before-after/?day=2026-04-01",
        "/models/minimax-m2-5-20260211/",
        "/prices/?model=minimax-m2-5-20260211",
        "/claims/denominators/?period=2026-03-16",
        "/revisions/?cell=cell/COMPUTE/OBSERVED/TOKENS/2026-02-16/CHN/USA",
        "/events/google-antigravity-third-party-access/?state=CANDIDATE",
    ),
    SIMULATED: (*EVERYWHERE, "/countries/NRU/", "/models/synthetic-model-00/", "/revisions/"),
}
