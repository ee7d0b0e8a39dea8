"""Queries of a TAP service for exposures: a stand-in on this computer answers them."""

from __future__ import annotations

import email
import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pandas as pd
import pytest
from astropy.io.votable import parse_single_table, writeto
from astropy.io.votable.tree import Info, VOTableFile
from astropy.table import Table

from nusources.catalogs.blazars.wise_coverage import read_wise_coverage
from nusources.catalogs.blazars.wise_exposures import read_infrared_exposures
from nusources.contracts.light_curves import INFRARED_EXPOSURES
from nusources.datasets import infrared_query
from nusources.datasets.infrared_query import (
    coverage,
    fetch_exposures,
    positions_of,
    write_coverage,
)
from nusources.errors import InputDataError
from nusources.tables import check_table

POSITIONS = pd.DataFrame(
    {
        "name": [f"S{row}" for row in range(5)],
        "ra": [10.0, 77.36, 130.0, 200.5, 350.0],
        "dec": [-5.0, 5.69, 20.0, -60.0, 0.0],
    }
)
EXPOSURES = {  # survey: days after its start, magnitude, error (NaN: limit)
    "allwise": (55300.0, [0.0, 0.1, 180.0], 13.5, [0.1, 0.1, np.nan]),
    "neowise": (57000.0, [0.0, 0.07, 182.0], 13.0, [0.1, 0.9, 0.2]),
}


class TapService:
    """Answers synchronous queries with uploaded positions; breaks down when it is told."""

    def __init__(self):
        self.queries: list[str] = []
        self.uploads: list[list[str]] = []
        self.failing = 0
        self.overflow = False
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                content = service.answer(self.headers["Content-Type"], body)
                self.send_response(200 if content else 503)
                self.send_header("Content-Type", "application/x-votable+xml")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        arguments = {"poll_interval": 0.02}
        threading.Thread(target=self._server.serve_forever, kwargs=arguments, daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/TAP"

    def answer(self, kind: str, body: bytes) -> bytes:
        message = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\n\n" + body)
        parts = {}
        for part in message.get_payload():
            parts[part.get_param("name", header="content-disposition")] = part.get_payload(
                decode=True
            )
        self.queries.append(parts["QUERY"].decode())
        upload = next(v for k, v in parts.items() if k not in parts or v.lstrip()[:5] == b"<?xml")
        table = parse_single_table(io.BytesIO(upload)).to_table()
        self.uploads.append([str(one) for one in table["name"]])
        if self.failing:
            self.failing -= 1
            return b""
        survey = "neowise" if "neowiser" in self.queries[-1] else "allwise"
        return self._exposures([*self.uploads[-1]], survey)

    def _exposures(self, names: list[str], survey: str) -> bytes:
        start, days, magnitude, errors = EXPOSURES[survey]
        rows = [
            (name, start + day, magnitude, error)
            for name in names
            if name != "S4"  # never seen
            for day, error in zip(days, errors, strict=True)
        ]
        table = Table(rows=rows, names=["name", "mjd", "w2mpro", "w2sigmpro"]) if rows else None
        if table is None:
            table = Table(
                names=["name", "mjd", "w2mpro", "w2sigmpro"], dtype=["U8", "f8", "f8", "f8"]
            )
        votable = VOTableFile.from_table(table)
        resource = votable.resources[0]
        resource.type = "results"
        resource.infos.append(Info(name="QUERY_STATUS", value="OK"))
        if self.overflow:
            resource.infos.append(Info(name="QUERY_STATUS", value="OVERFLOW"))
        stream = io.BytesIO()
        writeto(votable, stream)
        return stream.getvalue()

    def stop(self):
        self._server.shutdown()


@pytest.fixture
def service(monkeypatch):
    monkeypatch.setattr(infrared_query, "CHUNK", 2)
    running = TapService()
    yield running
    running.stop()


def fetch(service, folder, waits=None):
    waits = [] if waits is None else waits
    return fetch_exposures(
        POSITIONS, folder, service=service.address, say=lambda line: None, sleep=waits.append
    )


def test_all_positions_are_asked_for_in_chunks_of_both_surveys(service, tmp_path):
    path = fetch(service, tmp_path)
    assert service.uploads == 2 * [["S0", "S1"], ["S2", "S3"], ["S4"]]
    assert ["neowiser" in one for one in service.queries] == [False] * 3 + [True] * 3
    assert all("CIRCLE('ICRS', p.ra, p.dec, 0.00083333)" in one for one in service.queries)
    table = read_infrared_exposures(path)
    check_table(table, INFRARED_EXPOSURES)
    assert len(table) == 4 * 6
    assert table["survey"].value_counts().to_dict() == {"allwise": 12, "neowise": 12}
    assert table["is_upper_limit"].sum() == 4
    assert set(table["mjd"]) == {55300.0, 55300.1, 55480.0, 57000.0, 57000.07, 57182.0}


def test_an_interrupted_query_goes_on_where_it_stopped(service, tmp_path, monkeypatch):
    whole = fetch(service, tmp_path / "whole").read_bytes()
    service.uploads.clear()
    monkeypatch.setattr(infrared_query, "ATTEMPTS", 1)
    folder = tmp_path / "broken"
    asked = service.answer

    def breaks_at_the_fourth(kind, body):
        service.failing = int(len(service.uploads) == 3)
        return asked(kind, body)

    service.answer = breaks_at_the_fourth
    with pytest.raises(InputDataError, match="gave no answer after 1 attempts") as caught:
        fetch(service, folder)
    assert "neowise" in str(caught.value)
    assert not (folder / "w2_exposures.csv.gz").exists()
    service.answer = asked
    assert fetch(service, folder).read_bytes() == whole
    assert len(service.uploads) == 4 + 3  # the first three are not asked for again


def test_a_busy_service_is_asked_again_ever_later(service, tmp_path):
    service.failing = 2
    waits = []
    fetch(service, tmp_path, waits)
    assert waits == [20.0, 40.0]


def test_an_answer_that_was_cut_is_refused(service, tmp_path):
    service.overflow = True
    with pytest.raises(InputDataError, match="DALOverflowWarning"):
        fetch(service, tmp_path)


def test_a_name_that_stands_twice_is_refused(tmp_path):
    twice = pd.concat([POSITIONS, POSITIONS.iloc[:1]])
    with pytest.raises(InputDataError, match=r"the same name twice.*S0"):
        fetch_exposures(twice, tmp_path)


def test_coverage_counts_epochs_with_a_detection(service, tmp_path):
    path = fetch(service, tmp_path / "wise_w2")
    found = coverage(pd.read_csv(path), POSITIONS, epoch_days=15.0)
    # One epoch of AllWISE (the other is a limit), two of NEOWISE.
    assert found["name"].tolist() == ["S0", "S1", "S2", "S3"]
    assert found["epochs"].tolist() == [3, 3, 3, 3]
    assert list(found.columns) == ["name", "ra", "dec", "epochs"]
    written = write_coverage(path, 15.0, POSITIONS)
    assert written == tmp_path / "wise_coverage" / "wise_coverage.csv"
    assert read_wise_coverage(written)["n_epochs"].tolist() == [3, 3, 3, 3]


def test_positions_of_catalogues_keep_their_names():
    first = POSITIONS.rename(columns={"name": "source_name"}).assign(redshift=0.5)
    second = first.assign(source_name="B" + first["source_name"])
    found = positions_of([first, second])
    assert found["name"].tolist()[4:6] == ["S4", "BS0"]
    assert list(found.columns) == ["name", "ra", "dec"]
