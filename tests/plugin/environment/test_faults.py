"""An error's text becomes one line of cause and one of remedy."""

from __future__ import annotations

import pytest

from rs_segmenter.environment.faults import fault_of

# What uv, pip, Python and the systems really say.
SAID = [
    ("ended", "Downloading scipy (39.3MiB)\n Downloaded numpy\nEnded by signal 9."),
    ("network", "error: Request failed after 3 retries\n  cause: Failed to fetch: https://pypi.org/simple/shapely/\n"
     "  cause: dns error: failed to lookup address information: Name or service not known"),
    ("network", "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(<pip._vendor>: "
     "Failed to establish a new connection: [Errno 101] Network is unreachable')'"),
    ("network", "ReadTimeoutError: HTTPSConnectionPool(host='files.pythonhosted.org'): Read timed out."),
    ("network", "error sending request for url (https://pypi.org/simple/torch/): operation timed out"),
    ("network", "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...)'\n"
     "ERROR: No matching distribution found for torch==2.15.0"),
    ("proxy", "  cause: client error (Connect)\n  cause: tunnel error: failed to create underlying connection\n"
     "  cause: Connection refused (os error 111)"),
    ("proxy", "WARNING: Retrying after connection broken by 'ProxyError('Cannot connect to proxy.', OSError(...))'"),
    ("proxy login", "OSError('Tunnel connection failed: 407 Proxy Authentication Required')"),
    ("certificate", "  cause: invalid peer certificate: UnknownIssuer\n\nhint: Consider enabling use of system TLS"),
    ("certificate", "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed:"
     " self-signed certificate in certificate chain (_ssl.c:1006)'))"),
    ("disk full", "failed to copy file from /c/a.so to /v/b.so: No space left on device (os error 28)"),
    ("disk full", "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"),
    ("disk full", "error: There is not enough space on the disk. (os error 112)"),
    ("no wheel", "error: No solution found when resolving dependencies\n  cause: Because torch==2.15.0 has no wheels"
     " with a matching Python implementation tag (e.g., `cp310`)"),
    ("no wheel", "ERROR: No matching distribution found for torch==2.99"),
    ("no wheel", "error: No solution found\n cause: Because there is no version of torch==2.15.0+cu132"),
    ("old system", "torch==2.15.0 has no wheels with a matching platform tag (e.g., `macosx_13_0_arm64`)"),
    ("old system", "ImportError: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.28' not found"),
    ("permission", "error: failed to open file `C:\\Users\\x\\numpy.pyd`: Access is denied. (os error 5)"),
    ("permission", "PermissionError: [WinError 32] The process cannot access the file because it is being used by "
     "another process: 'C:\\\\x\\\\torch.part'"),
    ("permission", "[Errno 13] Permission denied: '/opt/rs/environments'"),
    ("permission", "OSError: [Errno 30] Read-only file system: '/app/lib'"),
    ("blocked", "uv.exe: An Application Control policy has blocked this file. (os error 4551)"),
    ("blocked", "[WinError 225] Operation did not complete successfully because the file contains a virus"),
    ("blocked", "This program is blocked by group policy. For more information, contact your system administrator."),
    ("runtime", 'OSError: [WinError 126] The specified module could not be found. Error loading "C:\\e\\torch\\lib\\'
     'fbgemm.dll" or one of its dependencies.'),
    ("runtime", "OSError: [WinError 1114] A dynamic link library (DLL) initialization failed. Error loading c10.dll"),
    ("path too long", "error: The filename or extension is too long. (os error 206)"),
    ("python download", "  cause: Failed to download `https://github.com/astral-sh/python-build-standalone/releases/"
     "download/20261110/cpython-3.12.tar.gz`\n  cause: error sending request for url"),
    ("wheel missing", "Because numpy was not found in the provided package locations and you require numpy==2.4.6"),
    ("hash", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."),
    ("hash", "error: Hash mismatch for `affine==3.0.1`"),
    ("no venv", "The virtual environment was not created successfully because ensurepip is not available."),
    ("no venv", "/usr/bin/python3: No module named pip"),
    ("memory", "RuntimeError: OSError: [WinError 1455] The paging file is too small for this operation to complete"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "said"), SAID)
def test_a_fault_is_known_by_what_is_said(name: str, said: str) -> None:
    fault = fault_of(said)
    assert fault.name == name
    for line in (fault.cause, fault.remedy):
        assert line.endswith(".") and "\n" not in line and len(line) < 130


def test_an_unknown_fault_says_the_line_that_tells_most() -> None:
    fault = fault_of("Resolved 3 packages\nerror: The moon is full.\nsome trailing line")
    assert (fault.name, fault.cause) == ("other", "It failed: error: The moon is full.")
    assert "log" in fault.remedy


def test_silence_is_told_too() -> None:
    assert "it said nothing" in fault_of("").cause
