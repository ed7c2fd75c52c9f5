"""The places that forms offer: those of the plan that hold its projects, in the order of the parks."""

from __future__ import annotations

import re

import httpx
import pytest

PARKS = ["东山产业园", "元宝山产业园", "红山产业园", "松山产业园"]
FORMS = {"gaps": "place", "chain/lithium-battery": "place", "": "place", "compare": "place", "projects": "park"}


def offered(page: str, name: str) -> list[str]:
    """The names in a list of a form."""
    field = re.search(rf'<select name="{name}"[^>]*>(.*?)</select>', page, re.S)
    return re.findall(r"<option[^>]*>([^<]*)</option>", field[1]) if field else []


@pytest.mark.parametrize("path", FORMS)
def test_places_without_projects_of_the_plan_are_not_offered(plan: httpx.Client, path: str) -> None:
    """Neither a zone that the plan is not about, nor a part of a park in which it has no project."""
    places = offered(plan.get(f"/{path}").text, FORMS[path])
    assert "化工集中区" in places
    assert [] == [place for place in ("通辽经开区", "恩沃科技产业园", "拓佳电子产业园") if place in places]


@pytest.mark.parametrize("path", FORMS)
def test_places_stand_in_the_order_of_the_parks(plan: httpx.Client, path: str) -> None:
    """As on the page of parks; a part of a park follows its park."""
    order = re.findall(r'<td>\s*<a href="[^"]*/park/[^"]*">(\w+产业园)</a>', plan.get("/parks").text)
    assert PARKS == order
    places = offered(plan.get(f"/{path}").text, FORMS[path])
    assert PARKS == [place for place in places if place in PARKS]
    assert "红山产业园" == places[places.index("化工集中区") - 2]
    assert "赤峰高新区" == places[0] or "projects" == path


def test_the_place_that_is_asked_about_is_offered(plan: httpx.Client) -> None:
    """An address may ask about a place without projects: the form then shows it."""
    page = plan.get("/gaps?place=chifeng-high-tech-zone/hongshan/enwo").text
    assert "恩沃科技产业园" in offered(page, "place")


def test_a_chosen_plan_offers_its_own_places(plan: httpx.Client) -> None:
    """With the plan chosen in the list of gaps the places are those of this plan."""
    page = plan.get("/gaps?plan=chifeng-2023").text
    assert PARKS == [place for place in offered(page, "place") if place in PARKS]
