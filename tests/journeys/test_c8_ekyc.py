"""C8: eKYC by law with a real card, agent, operator and bank over loopback: ワ, ヘ, who cannot sign, and what was withdrawn."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.journeys.conftest import Clock
from tests.parties import Street, Visitor, document_of, opens_account, printed, street

from tegata.chip.personalisation import Order, PersonalisedCard, Pins, sample_person
from tegata.server.founding import JST
from tegata.server.home import Home
from tegata.synthetic.faces import face
