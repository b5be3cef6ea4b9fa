"""The component page works in every room, in both languages, with and without a choice."""

import pytest
from django.test import Client


@pytest.fixture
def client(db: None) -> Client:
    return Client()


@pytest.mark.parametrize("room", ["oppna", "mina", "arbeta", "jour"])
def test_component_page_takes_the_room_from_the_address(client, room):
    html = client.get("/ui/", {"rum": room}).text

    assert f'data-room="{room}"' in html.split("<body>")[0]


def test_component_page_says_what_it_left_out(client):
    assert (
        "Det är utelämnat: rum."
        in client.get("/ui/", {"rum": "x"}, headers={"Accept-Language": "sv"}).text
    )


def test_component_page_is_in_the_language_chosen(client):
    client.post("/ui/sprak/", {"language": "en", "next": "/ui/"})

    assert '<html lang="en"' in client.get("/ui/").text


def test_style_sheet_may_be_kept_for_ever(client):
    response = client.get(f"/ui/stil/{'0' * 12}.css")

    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response["Cache-Control"]


def test_accent_out_of_range_is_not_found(client):
    assert client.get("/ui/accent/900-95.css").status_code == 404


def test_style_sheet_is_sent_small(client):
    response = client.get("/ui/stil/0.css", headers={"Accept-Encoding": "gzip"})

    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 12_000
