"""QGIS's network settings, for programs that know nothing of QGIS."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

from .engine.atomic import write_text
from .environment.network import Proxy, certificate_variables, proxy_variables

_PACKAGES = "https://pypi.org"
_KINDS = {
    QNetworkProxy.ProxyType.HttpProxy: "http",
    QNetworkProxy.ProxyType.HttpCachingProxy: "http",
    QNetworkProxy.ProxyType.Socks5Proxy: "socks5",
}


def network_variables(folder: Path) -> dict[str, str]:
    """Environment variables with QGIS's proxy and authorities.

    Args:
        folder: Where the authorities that the user has added to QGIS are written, as `authorities.pem`.

    Raises:
        OSError: When they cannot be written.
    """
    return proxy_variables(_proxy()) | certificate_variables(_authorities(folder))


def _proxy() -> Proxy:
    """The proxy in QGIS's options; that of the system where these say so; none where none is enabled."""
    settings = QgsSettings()
    if not settings.value("proxy/proxyEnabled", False, type=bool):
        return Proxy()
    said = str(settings.value("proxy/proxyType", ""))
    if said == "DefaultProxy":
        return _of_system()
    user = str(settings.value("proxy/proxyUser", "") or "")
    password = str(settings.value("proxy/proxyPassword", "") or "")
    config = str(settings.value("proxy/authcfg", "") or "")
    if config:
        user, password = _login(config)
    excluded = settings.value("proxy/noProxyUrls", []) or []
    return Proxy(
        "socks5" if said == "Socks5Proxy" else "http",
        str(settings.value("proxy/proxyHost", "") or ""),
        int(settings.value("proxy/proxyPort", 0) or 0),
        user,
        password,
        tuple(excluded if isinstance(excluded, (list, tuple)) else [str(excluded)]),
    )


def _of_system() -> Proxy:
    proxy = QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(QUrl(_PACKAGES)))[0]
    kind = _KINDS.get(proxy.type(), "")
    return Proxy(kind, proxy.hostName(), proxy.port(), proxy.user(), proxy.password())


def _login(config: str) -> tuple[str, str]:
    """User and password of an authentication configuration; QGIS asks for its master password."""
    from qgis.core import QgsAuthMethodConfig

    found = QgsAuthMethodConfig()
    loaded = QgsApplication.authManager().loadAuthenticationConfig(config, found, True)
    # Some versions give the configuration back beside the success.
    found = loaded[1] if isinstance(loaded, tuple) else found
    return found.config("username"), found.config("password")


def _authorities(folder: Path) -> Path | None:
    """The authorities that QGIS trusts, if the user has added any; None: the system's serve."""
    manager = QgsApplication.authManager()
    if manager.isDisabled() or not manager.databaseCAs():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    bundle = folder / "authorities.pem"
    write_text(bundle, bytes(manager.trustedCaCertsPemText()).decode("ascii"))
    return bundle
