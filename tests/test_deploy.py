"""What stands in deploy/ closes what should be closed; where systemd is, it takes the unit."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

DEPLOY = Path(__file__).parent.parent / "deploy"


def words(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def test_the_unit_reaches_nobody_writes_only_its_own_and_is_bounded():
    unit = words("bfp.service")
    for line in ("UMask=0077", "IPAddressDeny=any", "IPAddressAllow=localhost", "ProtectSystem=strict", "StateDirectoryMode=0700",
                 "NoNewPrivileges=yes", "CapabilityBoundingSet="):  # fmt: skip
        assert line in unit.splitlines(), line
    assert re.search(r"^MemoryMax=\d+G$", unit, re.M) and re.search(r"^User=(?!root)\w+$", unit, re.M)


def test_systemd_takes_the_unit_where_it_is(tmp_path):
    unit = words("bfp.service").replace("/opt/bfp/.venv/bin/streamlit", sys.executable)
    (tmp_path / "bfp.service").write_text(unit.replace("WorkingDirectory=/opt/bfp", f"WorkingDirectory={tmp_path}"))
    systemd = shutil.which("systemd-analyze")
    said = subprocess.run([systemd, "verify", str(tmp_path / "bfp.service")], capture_output=True, text=True) if systemd else None
    assert said is None or [line for line in said.stderr.splitlines() if "bfp.service" in line] == []


def test_the_container_is_nobodys_root_and_writes_to_one_volume():
    made, composed = words("Containerfile"), words("compose.yaml")
    assert made.index("USER desk") < made.index("CMD [") and "--require-hashes" in made and "/api/health" in made
    desk = composed.partition("  desk:")[2].partition("  door:")[0]
    for line in ("read_only: true", "volumes: [desk:/data]", "cap_drop: [ALL]", "networks: [inside]"):
        assert line in desk, line
    assert "ports" not in desk and "inside: {internal: true" in composed


def test_the_door_speaks_tls_and_hands_on_to_the_desk():
    assert "reverse_proxy desk:8501" in words("Caddyfile") and "{$BFP_TLS}" in words("Caddyfile")
    assert "account add" in words("README.md") and "72 hours" in words("README.md")
