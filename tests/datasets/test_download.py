"""Downloads from a server that stalls, truncates, corrupts, refuses, redirects and lies."""

from __future__ import annotations

import email.utils
import gzip
import hashlib
import io
import multiprocessing
import socket
import threading
import zipfile
from pathlib import Path

import pytest
from misbehaving_server import (
    MisbehavingServer,
    document,
    page,
    parts,
    redirect,
    stalled,
    status,
    truncated,
    unmeasured,
    whole,
    wrong_part,
)

from nusources.datasets.cache import Cache
from nusources.datasets.download import Downloader, _time_left
from nusources.datasets.patience import Patience
from nusources.datasets.registry import Dataset, DatasetFile
from nusources.datasets.transfer import Limits, retry_after
from nusources.errors import InputDataError

# Bytes without a pattern, so that a part in a wrong place never goes unnoticed.
BODY = b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(6000))
HALF = len(BODY) // 2
PATH = "/data/table.csv"
NAME = "folder/data/table.csv"

IMPATIENT = Patience(attempts=3, limits=Limits(connect_seconds=0.5, silence_seconds=0.2))


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = MisbehavingServer()
    yield server
    server.stop()


@pytest.fixture
def cache(tmp_path) -> Path:
    return tmp_path / "cache"


def file_of(body: bytes, path: str = "data/table.csv", **others) -> DatasetFile:
    digest = hashlib.sha256(body).hexdigest()
    return DatasetFile(
        **{"path": path, "role": "table", "size": len(body), "sha256": digest} | others
    )


FILE = file_of(BODY)


def dataset_of(*urls: str, files=(FILE,)) -> Dataset:
    return Dataset(
        name="d",
        defined_in="here.yaml",
        title="a dataset",
        short_title="D",
        home="https://example.org",
        citation="someone",
        licence="none",
        folder="folder",
        generator=None,
        urls=urls,
        files=files,
    )


class Fetched:
    """Outcome of one fetch: its path or its error, the waits, and what was said."""

    def __init__(self, cache: Path, *urls: str, file=None, patience=IMPATIENT, dataset=None):
        self.waits: list[float] = []
        self.said: list[str] = []
        dataset = dataset or dataset_of(*urls)
        downloader = Downloader(
            Cache(cache),
            patience=patience,
            say=self.said.append,
            sleep=self.waits.append,
            jitter=lambda: 1.0,
        )
        self.path, self.error = None, ""
        try:
            self.path = downloader.fetch(dataset, file or dataset.files[0])
        except InputDataError as error:
            self.error = str(error)


def kept(cache: Path, folder: str) -> list[Path]:
    """Files in one of the hidden folders of a cache."""
    return sorted(path for path in (cache / folder).rglob("*") if path.is_file())


def finished(cache: Path) -> list[str]:
    """Names of the files that loaders may see."""
    names = [path.relative_to(cache) for path in cache.rglob("*") if path.is_file()]
    return sorted(name.as_posix() for name in names if not name.parts[0].startswith("."))


def test_a_good_file_comes_with_one_request_under_our_name(server, cache):
    fetched = Fetched(cache, server.serve(PATH, whole(BODY)))
    assert fetched.path == cache / NAME
    assert fetched.path.read_bytes() == BODY
    assert finished(cache) == [NAME]
    ((_, headers),) = server.requests
    assert headers["User-Agent"].startswith("nusources/")
    assert not fetched.waits
    assert not kept(cache, ".partial")


def test_a_file_of_the_cache_is_not_asked_for_again(server, cache):
    url = server.serve(PATH, whole(BODY))
    Fetched(cache, url)
    assert Fetched(cache, url).path == cache / NAME
    assert len(server.requests) == 1


def test_templates_name_the_file(server, cache):
    server.serve("/data/table.csv", whole(BODY))
    assert Fetched(cache, server.host + "/{path}").path
    server.serve("/flat/table.csv", whole(BODY))
    assert Fetched(cache / "other", server.host + "/flat/{name}").path


@pytest.mark.parametrize("broken", [truncated, stalled])
def test_a_broken_transfer_goes_on_where_it_stopped(server, cache, broken):
    fetched = Fetched(cache, server.serve(PATH, broken(BODY, HALF), parts(BODY)))
    assert fetched.path.read_bytes() == BODY
    first, second = server.ranges(PATH)
    assert first is None
    assert 0 < int(second.removeprefix("bytes=").removesuffix("-")) <= HALF
    assert len(fetched.waits) == 1


def test_a_server_without_ranges_starts_again(server, cache):
    fetched = Fetched(cache, server.serve(PATH, truncated(BODY, HALF), whole(BODY)))
    assert fetched.path.read_bytes() == BODY


def test_a_part_from_the_wrong_place_is_not_used(server, cache):
    url = server.serve(PATH, truncated(BODY, HALF), wrong_part(BODY), parts(BODY))
    assert Fetched(cache, url).path.read_bytes() == BODY
    assert server.ranges(PATH)[2] is None


def test_a_file_that_became_shorter_starts_again(server, cache):
    """The rest of a longer version cannot be had (416); the registered one then comes whole."""
    long = BODY + BODY
    url = server.serve(PATH, truncated(long, len(BODY) + 40_000), parts(BODY))
    fetched = Fetched(cache, url, file=file_of(BODY, size=None))
    assert fetched.path.read_bytes() == BODY


def test_always_truncated_is_called_so_and_leaves_no_file(server, cache):
    fetched = Fetched(cache, server.serve(PATH, truncated(BODY, HALF)))
    assert "the connection broke" in fetched.error
    assert "IncompleteRead" in fetched.error
    assert finished(cache) == []
    assert kept(cache, ".partial")


def test_the_next_run_goes_on_where_a_failed_one_stopped(server, cache):
    Fetched(cache, server.serve(PATH, truncated(BODY, HALF)))
    server.requests.clear()
    assert Fetched(cache, server.serve(PATH, parts(BODY))).path.read_bytes() == BODY
    (asked,) = server.ranges(PATH)
    assert asked.startswith("bytes=")
    assert not kept(cache, ".partial")


def test_progress_does_not_count_as_failure(server, cache):
    """More interruptions than attempts, each after new bytes."""

    def piece(handler):
        start = int(handler.headers.get("Range", "bytes=0-")[6:-1])
        span = f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"
        handler.send_response(206 if start else 200)
        handler.send_header("Content-Range", span)
        handler.send_header("Content-Length", str(len(BODY) - start))
        handler.end_headers()
        handler.wfile.write(BODY[start : start + 40_000])

    patience = Patience(attempts=2, progress_bytes=16_000, limits=IMPATIENT.limits)
    assert Fetched(cache, server.serve(PATH, piece), patience=patience).path.read_bytes() == BODY
    assert len(server.requests) > 4


def test_an_end_without_a_length_may_be_too_early(server, cache):
    fetched = Fetched(cache, server.serve(PATH, unmeasured(BODY[:HALF])))
    assert "the bytes ended early" in fetched.error
    assert "changed" not in fetched.error
    assert Fetched(cache, server.serve(PATH, unmeasured(BODY))).path.read_bytes() == BODY


def test_an_always_stalled_server_is_given_up(server, cache):
    fetched = Fetched(cache, server.serve(PATH, stalled(BODY, 10)))
    assert "no byte came for 0.2 s" in fetched.error
    assert len(server.requests) == IMPATIENT.attempts


def test_corrupted_once_is_set_aside_and_repaired(server, cache):
    bad = BODY[:100] + b"?" + BODY[101:]
    fetched = Fetched(cache, server.serve(PATH, whole(bad), whole(BODY)))
    assert fetched.path.read_bytes() == BODY
    (aside,) = kept(cache, ".set_aside")
    assert aside.read_bytes() == bad
    assert ".changed." in aside.name


@pytest.mark.parametrize(
    ("body", "word"),
    [(b"x" * len(BODY), "changed"), (BODY[:HALF], "shorter"), (BODY + b"more", "longer")],
)
def test_the_same_other_bytes_twice_are_an_upstream_change(server, cache, body, word):
    fetched = Fetched(cache, server.serve(PATH, whole(body)))
    assert f"the server has another file than the registered one: {word}" in fetched.error
    assert f"{len(body)} bytes" in fetched.error
    assert hashlib.sha256(BODY).hexdigest() in fetched.error
    assert len(server.requests) == 2
    (aside,) = kept(cache, ".set_aside")
    assert aside.read_bytes() == body
    assert finished(cache) == []


def test_an_endless_file_is_cut_off(server, cache):
    fetched = Fetched(cache, server.serve(PATH, whole(BODY * 20)))
    assert "longer" in fetched.error
    assert max(path.stat().st_size for path in kept(cache, ".set_aside")) < 2 * len(BODY)


def test_parts_of_two_versions_are_judged_only_after_a_fresh_start(server, cache):
    other = hashlib.sha256(b"other").digest() * 6000
    url = server.serve(PATH, truncated(other, HALF), parts(BODY))
    fetched = Fetched(cache, url)
    assert fetched.path.read_bytes() == BODY
    assert any("the resumed file is wrong" in line for line in fetched.said)


def test_a_web_page_is_not_data_and_not_asked_for_twice(server, cache):
    fetched = Fetched(cache, server.serve(PATH, page()))
    assert "a web page came instead of data" in fetched.error
    assert len(server.requests) == 1
    (aside,) = kept(cache, ".set_aside")
    assert b"Please log in" in aside.read_bytes()
    assert not kept(cache, ".partial")


def test_a_web_page_does_not_cost_the_part_that_is_there(server, cache):
    url = server.serve(PATH, truncated(BODY, HALF), page())
    assert "web page" in Fetched(cache, url).error
    server.requests.clear()
    server.serve(PATH, parts(BODY))
    assert Fetched(cache, url).path.read_bytes() == BODY
    assert server.ranges(PATH)[0] is not None


@pytest.mark.parametrize("code", [404, 403, 410])
def test_a_refusal_leads_to_the_next_home_at_once(server, cache, code):
    first = server.serve(PATH, status(code))
    second = server.serve("/copy", whole(BODY))
    fetched = Fetched(cache, first, second)
    assert fetched.path.read_bytes() == BODY
    assert [path for path, _ in server.requests] == [PATH, "/copy"]
    assert not fetched.waits


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_passing_errors_are_waited_out(server, cache, code):
    fetched = Fetched(cache, server.serve(PATH, status(code), status(code), whole(BODY)))
    assert fetched.path.read_bytes() == BODY
    assert fetched.waits == [1.0, 2.0]


def test_errors_that_do_not_pass_are_told_with_every_home(server, cache):
    urls = server.serve(PATH, status(500)), server.serve("/copy", status(404))
    fetched = Fetched(cache, *urls)
    assert "the server answers 500 Internal Server Error" in fetched.error
    assert "the server answers 404 Not Found" in fetched.error
    assert all(url in fetched.error for url in urls)
    assert len(server.requests) == IMPATIENT.attempts + 1


def test_delays_grow_to_a_limit_and_are_random(server, cache):
    patience = Patience(attempts=6, longest_delay_seconds=4.0, limits=IMPATIENT.limits)
    url = server.serve(PATH, status(503))
    assert Fetched(cache, url, patience=patience).waits == [1.0, 2.0, 4.0, 4.0, 4.0]
    waits: list[float] = []
    downloader = Downloader(
        Cache(cache), patience=patience, say=str, sleep=waits.append, jitter=lambda: 0.0
    )
    with pytest.raises(InputDataError):
        downloader.fetch(dataset_of(url), file_of(BODY))
    assert waits == [0.5, 1.0, 2.0, 2.0, 2.0]


def test_retry_after_is_kept(server, cache):
    url = server.serve(PATH, status(429, Retry_After="7"), whole(BODY))
    assert Fetched(cache, url).waits == [8.0]


def test_a_wait_that_is_too_long_leads_to_the_next_home(server, cache):
    first = server.serve(PATH, status(503, Retry_After="86400"))
    fetched = Fetched(cache, first, server.serve("/copy", whole(BODY)))
    assert fetched.path.read_bytes() == BODY
    assert any("asks to wait 86400 s" in line for line in fetched.said)
    assert not fetched.waits


def test_retry_after_may_be_a_date_or_nonsense():
    now = 1_700_000_000
    assert retry_after(email.utils.formatdate(now + 90, usegmt=True), now) == 90
    assert retry_after(email.utils.formatdate(now - 90, usegmt=True), now) == 0
    assert retry_after("soon", now) is None
    assert retry_after(None, now) is None


def test_redirects_are_followed_and_loops_are_not(server, cache):
    server.serve("/there", whole(BODY))
    assert Fetched(cache, server.serve(PATH, redirect("/there"))).path.read_bytes() == BODY
    loop = server.serve("/loop", redirect("/loop"))
    assert "redirects" in Fetched(cache / "other", loop).error


def test_an_unreachable_server_is_tried_once_for_all_files(cache):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/{{path}}"
    files = (file_of(BODY), file_of(b"other", "other.csv"))
    waits: list[float] = []
    downloader = Downloader(Cache(cache), patience=IMPATIENT, say=str, sleep=waits.append)
    dataset = dataset_of(url, files=files)
    with pytest.raises(InputDataError, match=r"no connection to the server$"):
        downloader.fetch(dataset, files[0])
    assert len(waits) == IMPATIENT.attempts - 1
    with pytest.raises(InputDataError, match="no connection to the server, as before"):
        downloader.fetch(dataset, files[1])
    assert len(waits) == IMPATIENT.attempts - 1


def test_no_address_is_told(cache):
    assert "no address is registered" in Fetched(cache).error


def test_a_packed_home_gives_a_packed_file(server, cache):
    packed = gzip.compress(BODY)
    fetched = Fetched(cache, server.serve(PATH + ".gz", whole(packed)))
    assert fetched.path == cache / f"{NAME}.gz"
    assert fetched.path.read_bytes() == packed


def test_packed_as_an_encoding_of_the_connection_is_the_same(server, cache):
    answer = whole(gzip.compress(BODY), Content_Encoding="gzip")
    fetched = Fetched(cache, server.serve(PATH, answer))
    assert gzip.decompress(fetched.path.read_bytes()) == BODY


def test_a_packed_file_with_other_content_or_cut_off_is_refused(server, cache):
    fetched = Fetched(cache, server.serve(PATH, whole(gzip.compress(b"other"))))
    assert "another file than the registered one: shorter" in fetched.error
    fetched = Fetched(cache, server.serve(PATH, whole(gzip.compress(BODY)[:-9])))
    assert "another file than the registered one: unreadable gzip file" in fetched.error


def test_a_git_identifier_is_enough(server, cache):
    blob = hashlib.sha1(b"blob %d\0" % len(BODY) + BODY, usedforsecurity=False).hexdigest()
    file = file_of(BODY, sha256=None, size=None, git_blob=blob)
    assert Fetched(cache, server.serve(PATH, whole(BODY)), file=file).path
    wrong = Fetched(cache / "other", server.serve(PATH, whole(BODY[1:])), file=file)
    assert f"expected git blob {blob}" in wrong.error


def test_a_damaged_file_of_the_cache_is_set_aside_and_replaced(server, cache):
    (cache / NAME).parent.mkdir(parents=True)
    (cache / NAME).write_bytes(b"damaged")
    fetched = Fetched(cache, server.serve(PATH, whole(BODY)))
    assert fetched.path.read_bytes() == BODY
    (aside,) = kept(cache, ".set_aside")
    assert aside.read_bytes() == b"damaged"


def test_a_cache_that_cannot_be_written_is_told(server, tmp_path):
    (tmp_path / "cache").write_text("a file, not a folder")
    fetched = Fetched(tmp_path / "cache", server.serve(PATH, whole(BODY)))
    assert "the cache cannot be used" in fetched.error


def listing(*files) -> dict:
    return {"status": "OK", "data": {"latestVersion": {"files": list(files)}}}


def serve_dataverse(server: MisbehavingServer, *files) -> str:
    server.serve(
        "/api/datasets/:persistentId/?persistentId=doi:10.1/ABC", document(listing(*files))
    )
    return f"dataverse+{server.host}/doi:10.1/ABC#{{path}}"


def test_a_file_of_a_dataverse_is_found_by_its_listing(server, cache):
    address = serve_dataverse(
        server,
        {"directoryLabel": "other", "dataFile": {"id": 1, "filename": "table.csv"}},
        {"directoryLabel": "data", "dataFile": {"id": 2, "filename": "table.csv"}},
    )
    server.serve("/api/access/datafile/2", whole(BODY))
    assert Fetched(cache, address).path.read_bytes() == BODY


def test_a_table_of_a_dataverse_is_asked_for_in_its_original_form(server, cache):
    file = {"id": 3, "filename": "table.tab", "originalFileName": "table.csv"}
    address = serve_dataverse(server, {"directoryLabel": "data", "dataFile": file})
    server.serve("/api/access/datafile/3?format=original", whole(BODY))
    assert Fetched(cache, address).path.read_bytes() == BODY
    server.serve("/api/access/datafile/3", whole(b"as a tab"))
    tab = file_of(b"as a tab", "data/table.tab")
    dataset = dataset_of(address, files=(tab,))
    assert Fetched(cache, dataset=dataset).path.read_bytes() == b"as a tab"


def test_a_listing_without_the_file_names_what_it_has(server, cache):
    address = serve_dataverse(server, {"dataFile": {"id": 1, "filename": "readme.txt"}})
    fetched = Fetched(cache, address)
    assert "the repository has no file 'data/table.csv'; it holds readme.txt" in fetched.error


@pytest.mark.parametrize("answer", [page(), document({"status": "ERROR"})])
def test_a_listing_that_is_none_leads_to_the_next_home(server, cache, answer):
    address = serve_dataverse(server)
    server.serve("/api/datasets/:persistentId/?persistentId=doi:10.1/ABC", answer)
    fetched = Fetched(cache, address, server.serve(PATH, whole(BODY)))
    assert fetched.path.read_bytes() == BODY


def test_the_listing_is_asked_for_once(server, cache):
    names = ["a.csv", "b.csv"]
    files = tuple(file_of(name.encode(), name) for name in names)
    entries = [{"dataFile": {"id": n, "filename": name}} for n, name in enumerate(names)]
    address = serve_dataverse(server, *entries)
    downloader = Downloader(Cache(cache), patience=IMPATIENT, say=str)
    for number, name in enumerate(names):
        server.serve(f"/api/access/datafile/{number}", whole(name.encode()))
        downloader.fetch(dataset_of(address, files=files), files[number])
    assert sum("persistentId" in path for path, _ in server.requests) == 1


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_members_of_an_archive_share_one_transfer(server, cache):
    other = file_of(b"other", "other.csv")
    archive = zipped(**{"release/data/table.csv": BODY, "release/other.csv": b"other"})
    address = "zip+" + server.serve("/release.zip", truncated(archive, 40_000), parts(archive))
    dataset = dataset_of(address + "#release/{path}", files=(file_of(BODY), other))
    assert Fetched(cache, dataset=dataset).path.read_bytes() == BODY
    assert Fetched(cache, dataset=dataset, file=other).path.read_bytes() == b"other"
    assert len(server.requests) == 2
    assert finished(cache) == ["folder/data/table.csv", "folder/other.csv"]


def test_archives_without_the_member_with_another_or_unreadable_are_refused(server, cache):
    url = "zip+" + server.serve("/a.zip", whole(zipped(readme=b"text"))) + "#{path}"
    assert "the archive has no file 'data/table.csv'; it holds readme" in Fetched(cache, url).error
    url = "zip+" + server.serve("/b.zip", whole(zipped(**{"table.csv": b"x"}))) + "#{path}"
    assert "the archive holds another file" in Fetched(cache, url).error
    url = "zip+" + server.serve("/c.zip", whole(b"no archive")) + "#{path}"
    assert "not a readable zip archive" in Fetched(cache, url).error
    assert finished(cache) == []


def fetch_in_process(cache: Path, url: str) -> None:
    Downloader(Cache(cache), patience=IMPATIENT, say=str).fetch(dataset_of(url), file_of(BODY))


def test_two_runs_share_one_transfer(server, cache):
    """The second waits for the first, then finds the file."""
    begun, go_on = threading.Event(), threading.Event()

    def slowly(handler):
        begun.set()
        go_on.wait(10)
        whole(BODY)(handler)

    url = server.serve(PATH, slowly)
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=fetch_in_process, args=(cache, url))
    patience = Patience(limits=Limits(silence_seconds=20))
    second_said: list[str] = []
    spoken = threading.Event()

    def listen(line: str) -> None:
        second_said.append(line)
        spoken.set()

    def second() -> None:
        downloader = Downloader(Cache(cache), patience=patience, say=listen)
        downloader.fetch(dataset_of(url), file_of(BODY))

    first = threading.Thread(
        target=lambda: Downloader(Cache(cache), patience=patience, say=str).fetch(
            dataset_of(url), file_of(BODY)
        )
    )
    first.start()
    assert begun.wait(10)
    other = threading.Thread(target=second)
    other.start()
    process.start()
    assert spoken.wait(10)
    go_on.set()
    for one in (first, other, process):
        one.join(30)
    assert process.exitcode == 0
    assert second_said == [f"waiting: another run is downloading {NAME}"]
    assert len(server.requests) == 1
    assert (cache / NAME).read_bytes() == BODY


def test_the_lock_of_a_killed_run_is_free(server, cache):
    begun = threading.Event()

    def stall_for_long(handler):
        begun.set()
        stalled(BODY, HALF)(handler)

    url = server.serve(PATH, stall_for_long, parts(BODY))
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=fetch_in_process, args=(cache, url))
    process.start()
    assert begun.wait(20)
    process.kill()
    process.join(10)
    assert finished(cache) == []
    assert Fetched(cache, url).path.read_bytes() == BODY


def test_progress_is_told_now_and_then(server, cache):
    patience = Patience(progress_seconds=0.0, limits=IMPATIENT.limits)
    fetched = Fetched(cache, server.serve(PATH, whole(BODY)), patience=patience)
    assert any(line.endswith("of 0.2 MB (100%)") for line in fetched.said)
    assert any(line.endswith(" s left") for line in fetched.said)


@pytest.mark.parametrize(
    ("now", "whole", "told"),
    [
        ((12.0, 300), 800, ", 5 s left"),
        ((12.0, 300), 80_300, ", 13 min left"),
        ((12.0, 300), 300, ""),
        ((12.0, 300), None, ""),
        ((10.0, 100), 800, ""),
    ],
)
def test_time_left_is_that_at_the_mean_speed(now, whole, told):
    assert _time_left((10.0, 100), now, whole) == told
