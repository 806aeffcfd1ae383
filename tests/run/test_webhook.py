"""Signatures, made by us and verified as a receiver would."""

import base64
import json
import re
from pathlib import Path

import pytest

from feeds.news import Delivery
from feeds.run.webhook import sign
from tests.run.test_notify import hook, tell
from tests.scripted import Answer

OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"


@pytest.fixture(scope="module")
def is_ours():
    """The verification that the documents tell a receiver to make."""
    [code] = re.findall(r"```python\n(.*?)```", OPERATING.read_text(encoding="utf-8"), re.DOTALL)
    names = {}
    exec(code, names)
    return names["is_ours"]


def test_a_signature_is_the_one_that_the_specification_gives():
    # The example of its libraries' own tests.
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    delivery = Delivery("msg_p5jXN8AQM9LWM0D4loKWxJek", "salon", '{"test": 2432232314}', made=None)

    assert sign(delivery, 1614265330, secret) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_can_verify_what_it_is_told(site, server, is_ours):
    server.play("/hook", Answer(204))
    site.extra = hook(server, secret="un mot à garder")
    site.write("a.txt", "Un modèle de langage")
    site.run()

    tell(site)

    [asked] = server.log
    assert is_ours("un mot à garder", asked.headers, asked.body)
    assert not is_ours("un autre mot", asked.headers, asked.body)
    assert not is_ours("un mot à garder", asked.headers, asked.body + b" ")
    assert not is_ours("un mot à garder", asked.headers | {"webhook-timestamp": "1"}, asked.body)
    assert asked.headers["webhook-timestamp"] == str(int(site.now.timestamp()))
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["webhook-id"] == json.loads(asked.body)["id"]


def test_a_secret_in_base64_is_its_bytes_and_any_other_its_text():
    delivery = Delivery("msg_1", "salon", "{}", made=None)
    coded = "whsec_" + base64.b64encode(b"octets").decode()

    assert sign(delivery, 1, coded) == sign(delivery, 1, "octets")


def test_a_hook_without_a_secret_is_told_unsigned(site, server):
    server.play("/hook", Answer(204))
    site.extra = hook(server)
    site.write("a.txt", "Un modèle de langage")
    site.run()

    tell(site)

    [asked] = server.log
    assert "webhook-signature" not in asked.headers
    assert {"webhook-id", "webhook-timestamp"} <= asked.headers.keys()
