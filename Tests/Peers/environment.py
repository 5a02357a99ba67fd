"""What is installed against what a lock file says."""

import importlib.metadata


def locked(lock):
    """The version of every package that a lock file names."""
    lines = lock.read_text().splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def differing(lock):
    """Package by package the locked and the installed version, where the two differ; a build's own
    label (torch's +cpu) is no difference."""
    versions = locked(lock)
    installed = {name: importlib.metadata.version(name).split("+")[0] for name in versions}
    return {
        name: (version, installed[name])
        for name, version in versions.items()
        if installed[name] != version
    }
