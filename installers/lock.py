"""``python -m installers.lock``: newest versions within pyproject.toml's ranges, with hashes, for every platform."""

from __future__ import annotations

from installers.runtime import MINOR
from installers.wheels import PLATFORMS, write_lock


def main() -> None:
    for platform in PLATFORMS:
        print(write_lock(platform, MINOR))


if __name__ == "__main__":
    main()
