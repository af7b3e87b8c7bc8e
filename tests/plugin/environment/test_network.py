"""QGIS's proxy and certificates reach the commands as environment variables; passwords reach no log."""

from __future__ import annotations

from pathlib import Path

import pytest

from rs_segmenter.environment.network import Proxy, certificate_variables, proxy_variables, without_secrets


@pytest.mark.parametrize(
    ("proxy", "address"),
    [
        (Proxy("http", "proxy.firm", 8080), "http://proxy.firm:8080"),
        (Proxy("http", "proxy.firm"), "http://proxy.firm"),
        (Proxy("socks5", "10.0.0.1", 1080), "socks5h://10.0.0.1:1080"),
        (Proxy("http", "p", 80, "DOMAIN\\me", "a:b@c/d"), "http://DOMAIN%5Cme:a%3Ab%40c%2Fd@p:80"),
    ],
)
def test_a_proxy_is_told_in_both_spellings(proxy: Proxy, address: str) -> None:
    names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
    assert proxy_variables(proxy) == dict.fromkeys(names, address)


@pytest.mark.parametrize("proxy", [Proxy(), Proxy("http"), Proxy("", "host", 80)])
def test_without_a_proxy_nothing_is_told(proxy: Proxy) -> None:
    assert proxy_variables(proxy) == {}


def test_excluded_addresses_are_hosts() -> None:
    proxy = Proxy("http", "p", 80, excluded=("https://intra.firm/maps", " localhost ", ""))
    assert proxy_variables(proxy)["NO_PROXY"] == proxy_variables(proxy)["no_proxy"] == "intra.firm,localhost"


def test_the_systems_certificates_are_trusted_and_qgis_own_too() -> None:
    assert certificate_variables(None)["UV_SYSTEM_CERTS"] == "1"
    assert "SSL_CERT_FILE" not in certificate_variables(None)
    found = certificate_variables(Path("/x/ca.pem"))
    assert (
        found["SSL_CERT_FILE"] == found["PIP_CERT"] == found["REQUESTS_CA_BUNDLE"] == str(Path("/x/ca.pem"))
    )


def test_a_log_has_no_password() -> None:
    said = "Retrying https://me:secret@pypi.firm/simple/ by http://u%40d:p%2Fw@proxy:80"
    assert without_secrets(said) == "Retrying https://…@pypi.firm/simple/ by http://…@proxy:80"
    assert without_secrets("https://pypi.org/simple/") == "https://pypi.org/simple/"
