"""Contract of what jobs tell about inputs."""

from __future__ import annotations

from nusources.contracts.columns import text
from nusources.errors import SEVERITIES
from nusources.tables import Column, Contract

MESSAGES = Contract(
    "messages",
    "What a job noticed about its inputs, and its user should know",
    (
        Column("number", "int64", "", "meta.record", "order in which it was noticed", low=1),
        text("severity", "warning: the answer may be wrong", "meta.code", choices=SEVERITIES),
        text("file", "file of the user, empty where it is about several"),
        text("message", "what was noticed, and what it means", "meta.note"),
    ),
    ("number",),
    may_be_empty=True,
)
