"""Git repositories for tests, made with the real git and without the settings of whoever runs them."""

import os
import subprocess

# Two days before the collection: no removal has held for 14 days yet.
LATELY = "2026-11-20T00:00:00+00:00"


def git(folder, *words, when=LATELY, text=None):
    names = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": when}
    committer = {name.replace("AUTHOR", "COMMITTER"): value for name, value in names.items()}
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        **names,
        **committer,
    }
    subprocess.run(["git", *words], cwd=folder, env=environment, check=True, capture_output=True, input=text)
