"""QGIS's proxy and certificates, as the environment variables that uv, pip and curl read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True)
class Proxy:
    """A proxy as QGIS knows it.

    Attributes:
        kind: `http`, `socks5`, or empty: none.
        host: Its name.
        port: 0 where it is the usual one.
        user: May be empty.
        password: May be empty.
        excluded: Addresses that are reached without it.
    """

    kind: str = ""
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    excluded: tuple[str, ...] = ()


def proxy_variables(proxy: Proxy) -> dict[str, str]:
    """Environment variables for a child process; none where there is no proxy."""
    if not proxy.kind or not proxy.host:
        return {}
    # `socks5h`: the proxy looks names up, as Qt lets it.
    scheme = "socks5h" if proxy.kind == "socks5" else "http"
    login = f"{quote(proxy.user, safe='')}:{quote(proxy.password, safe='')}@" if proxy.user else ""
    port = f":{proxy.port}" if proxy.port else ""
    address = f"{scheme}://{login}{proxy.host}{port}"
    names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    found = {name: address for upper in names for name in (upper, upper.lower())}
    if proxy.excluded:
        hosts = ",".join(_host(address) for address in proxy.excluded if address.strip())
        found |= {"NO_PROXY": hosts, "no_proxy": hosts}
    return found


def _host(address: str) -> str:
    """The host of an excluded address, which QGIS also takes with scheme and path."""
    return re.sub(r"^\w+://", "", address.strip()).partition("/")[0]


def certificate_variables(bundle: Path | None) -> dict[str, str]:
    """Environment variables that name the certificates to trust.

    Args:
        bundle: PEM file of QGIS's authorities; None: those of the system, which a company's proxy is among.
    """
    found = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}
    if bundle is not None:
        found |= dict.fromkeys(("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE"), str(bundle))
    return found


def without_secrets(text: str) -> str:
    """A line of a log without the passwords that stand in addresses."""
    return re.sub(r"(\w+://)[^/\s:@]+:[^/\s@]+@", r"\1…@", text)
