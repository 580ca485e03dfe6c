"""Deliveries are data: nothing outside them is opened, no connection is made, nothing runs."""

import hashlib
import json
import re
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pyarrow as pa
import pyogrio
import pytest

from sezgeo.intake.readers import gdal_process, read
from sezgeo.intake.receive import receive
from tests.helpers import bad_deliveries
from tests.helpers.deliveries import sites_workspace

PACKAGES = Path(pa.__file__).parents[1]
PACKAGE = str(Path(gdal_process.__file__).parents[3])
BAIT = "id,WKT,secret\n1,POINT (37 56),TOP_SECRET_42\n"
VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="plots"><SrcDataSource relativeToVRT="0">{bait}'
    "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
)
XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{bait}">]><{root}>&e;</{root}>'


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    return sites_workspace(tmp_path_factory.mktemp("layers"), bad_deliveries.SITES)


@pytest.fixture
def listener():
    """Count the connections somebody tries to make to this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        seen, over = [], threading.Event()

        def wait():
            while not over.is_set():
                try:
                    caller, _ = server.accept()
                except TimeoutError:
                    continue
                seen.append(caller)
                caller.close()

        thread = threading.Thread(target=wait)
        thread.start()
        yield server.getsockname()[1], seen
        over.set()
        thread.join()


def attacks(folder: Path, bait: Path, port: int) -> list[Path]:
    """Write files that would read the bait or call the port, if anything believed them."""
    url = f"http://127.0.0.1:{port}/call"
    vrt = VRT.format(bait=bait)
    made = [
        bad_deliveries.text(folder, name, vrt)
        for name in ("a.vrt", "b.csv", "c.shp", "d.geojson", "e.tab", "f.gpkg", "g.kml", "h.xml")
    ]
    made += [
        bad_deliveries.text(folder, "i.kml", XXE.format(bait=bait, root="kml")),
        bad_deliveries.text(folder, "j.xml", XXE.format(bait=bait, root="extract_about_zone")),
        bad_deliveries.text(folder, "k.gml", XXE.format(bait=bait, root="FeatureCollection")),
        bad_deliveries.text(
            folder, "l.xml", f"<OGRWFSDataSource><URL>{url}</URL></OGRWFSDataSource>"
        ),
        bad_deliveries.text(
            folder,
            "m.kml",
            f"<kml><NetworkLink><Link><href>{url}</href></Link></NetworkLink></kml>",
        ),
        bad_deliveries.text(
            folder,
            "n.geojson",
            json.dumps(
                {
                    "type": "FeatureCollection",
                    "crs": {"type": "link", "properties": {"href": url}},
                    "features": [],
                }
            ),
        ),
        bad_deliveries.text(
            folder, "o.tab", f'!table\n!version 300\nDefinition Table\n  Open Table "{bait}"\n'
        ),
        bad_deliveries.text(folder, "p.geojson", json.dumps(f"/vsicurl/{url}")),
        bad_deliveries.text(folder, "q.csv", f"plot_id,WKT\n/vsicurl/{url},@{bait}\n"),
    ]
    inner = bad_deliveries.zipped(folder, {"plots.vrt": vrt})
    return [*made, inner]


def test_no_disguise_makes_the_import_read_another_file_or_call(catalog, tmp_path, listener):
    port, calls = listener
    bait = bad_deliveries.text(tmp_path, "secret.csv", BAIT)
    folder = tmp_path / "sent"
    folder.mkdir()
    for path in attacks(folder, bait, port):
        result = receive(catalog, "plots", path)
        assert result.outcome == "refuse", path.name
        assert "TOP_SECRET" not in repr(result.findings)
    assert calls == []


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_trace_of_the_system_calls_shows_no_foreign_file_and_no_connection(tmp_path):
    """Every file that import and child open lies in Python, the system or the given folders."""
    bait = bad_deliveries.text(tmp_path, "secret.csv", BAIT)
    sent = tmp_path / "sent"
    sent.mkdir()
    paths = attacks(sent, bait, 9)
    for name in ("fgb", "tab", "mif", "gpkg", "parquet"):
        paths.append(sent / f"good.{name}")
        if name == "parquet":
            bad_deliveries.good().to_parquet(paths[-1])
        else:
            pyogrio.write_dataframe(bad_deliveries.good(), paths[-1])
    sites_workspace(tmp_path / "layers", bad_deliveries.SITES)
    work = tmp_path / "work"
    work.mkdir()
    (tmp_path / "paths.json").write_text(json.dumps([str(one) for one in paths]))
    script = bad_deliveries.text(tmp_path, "run.py", RUN)
    traced = ["strace", "-f", "-e", "trace=open,openat,connect", "-o", str(tmp_path / "trace")]
    arguments = [str(tmp_path / "layers"), str(tmp_path / "paths.json"), str(work)]
    subprocess.run([*traced, sys.executable, str(script), *arguments], check=True, timeout=300)
    trace = (tmp_path / "trace").read_text(errors="replace")
    begun = trace.index("BEGIN-OF-IMPORTS")
    assert "secret.csv" not in trace
    assert not re.search(r"connect\(.*AF_INET", trace)
    opened = re.findall(r'open(?:at)?\([^"]*"([^"]+)", ([A-Z_|]+)[^=]*= \d', trace[begun:])
    written = {Path(path) for path, how in opened if "O_WRONLY" in how or "O_RDWR" in how}
    assert [one for one in written if one.is_absolute() and not one.is_relative_to(work)] == [
        one for one in written if one == Path("/dev/null")
    ]
    allowed = (
        str(sent), str(tmp_path / "layers"), str(work), sys.prefix, sys.base_prefix, "/lib", "/usr",
        "/etc/ld.so", "/etc/localtime", "/proc/", "/sys/", "/dev/", PACKAGE, str(PACKAGES),
    )  # fmt: skip
    foreign = {path for path, _ in opened if path[0] == "/" and not path.startswith(allowed)}
    assert foreign == set()


RUN = """
import json, sys
from pathlib import Path
from sezgeo.intake.receive import receive
from sezgeo.layers.catalog import Catalog

catalog, work = Catalog.read(Path(sys.argv[1])), Path(sys.argv[3])
paths = json.loads(Path(sys.argv[2]).read_text())
try:
    open("/dev/null/BEGIN-OF-IMPORTS")
except OSError:
    pass
for number, path in enumerate(paths):
    folder = work / str(number)
    folder.mkdir()
    receive(catalog, "plots", Path(path), work=folder)
"""


def test_the_child_can_open_nothing_but_its_folder(tmp_path):
    inside, outside = tmp_path / "in", bad_deliveries.text(tmp_path, "secret.csv", BAIT)
    inside.mkdir()
    code = (
        "import runpy, socket, sys\n"
        f"names = runpy.run_path({gdal_process.__file__!r})\n"
        f"if not names['confine']({str(inside)!r}): sys.exit(77)\n"
        f"open({str(inside / 'x')!r}, 'w').close()\n"
        f"for path in ({str(outside)!r}, '/etc/passwd'):\n"
        "    try: open(path)\n"
        "    except PermissionError: continue\n"
        "    sys.exit(1)\n"
        "try: socket.create_connection(('127.0.0.1', 9))\n"
        "except PermissionError: sys.exit(0)\n"
        "except OSError: sys.exit(78)\n"
    )
    ended = subprocess.run([sys.executable, "-I", "-c", code], check=False, timeout=60)
    if ended.returncode in (77, 78):
        pytest.skip("this kernel has no Landlock, or none for the network")
    assert ended.returncode == 0


def test_the_child_sees_one_driver_and_nothing_of_the_user():
    for kind, driver in (("flatgeobuf", "FlatGeobuf"), ("mapinfo_tab", "MapInfo File")):
        environment = read.environment(kind)
        known = set(pyogrio.list_drivers())
        left = known - set(environment["GDAL_SKIP"].split(","))
        assert left == {driver} | known & {"MEM"}  # which GDAL before 3.11 has for rasters only
        assert "HOME" not in environment


def test_a_child_with_another_driver_refuses_to_read(tmp_path):
    path, answer = tmp_path / "plots.fgb", tmp_path / "answer.arrow"
    pyogrio.write_dataframe(bad_deliveries.good(), path)
    limits = [str(4 << 30), "60", str(1 << 30)]
    environment = {**read.environment("flatgeobuf"), "GDAL_SKIP": ""}
    command = [
        sys.executable,
        "-I",
        gdal_process.__file__,
        "flatgeobuf",
        str(path),
        str(answer),
        *limits,
    ]
    subprocess.run(command, check=True, env=environment, timeout=60)
    with pa.ipc.open_file(answer) as opened:
        said = json.loads(opened.schema.metadata[b"said"])
    assert said["code"] == "SOURCE_UNREADABLE"


def test_a_delivery_is_never_touched(catalog, tmp_path):
    sent = tmp_path / "sent"
    sent.mkdir()
    path = bad_deliveries.SHX_MISSING(sent)
    before = {one.name: one.read_bytes() for one in sent.iterdir()}
    sent.chmod(0o500)
    try:
        assert receive(catalog, "plots", path).outcome == "repair"
    finally:
        sent.chmod(0o700)
    assert {one.name: one.read_bytes() for one in sent.iterdir()} == before


def test_nothing_is_unpacked_outside_the_work_folder(catalog, tmp_path):
    work = tmp_path / "a" / "b" / "work"
    work.mkdir(parents=True)
    path = bad_deliveries.ARCHIVE_UNSAFE_PATH(tmp_path)
    receive(catalog, "plots", path, work=work)
    assert not [one for one in tmp_path.rglob("outside.txt") if one.is_file()]


def test_a_link_beside_the_delivery_is_not_followed(catalog, tmp_path):
    path = bad_deliveries.shp(tmp_path)
    path.with_suffix(".dbf").unlink()
    path.with_suffix(".dbf").symlink_to("/etc/hostname")
    assert receive(catalog, "plots", path).findings[0].code == "DBF_MISSING"


def test_a_checksum_beside_the_delivery_is_kept_to(catalog, tmp_path):
    path = bad_deliveries.geojson(tmp_path)
    own = hashlib.sha256(path.read_bytes()).hexdigest()
    bad_deliveries.text(tmp_path, "plots.geojson.sha256", f"{own}  plots.geojson\n")
    assert receive(catalog, "plots", path).outcome == "accept"
    path.write_bytes(path.read_bytes().replace(b"8025.0", b"8026.0", 1))
    assert receive(catalog, "plots", path).findings[0].code == "CHECKSUM_MISMATCH"
