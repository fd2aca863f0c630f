"""Parts of one table: they agree, or are fetched again once, or are refused."""

import json
from dataclasses import dataclass, field, replace

import pytest
from pxweb_fakes import answer, answering, query

from regionstat.errors import SourceChanged
from regionstat.sources.hosts import Hosts
from regionstat.sources.pxweb import StatBankV2, fetch_parts, split
from regionstat.sources.pxweb.check import Header
from regionstat.sources.pxweb.parts import disagreement

WHOLE = query(Region=["01", "02", "03"], ContentsCode=["Personer"], Tid=["2023", "2024"])
PARTS = split(WHOLE, 2)


@dataclass
class Bank:
    """Answers call number n, from 0, changed by `changes[n]`."""

    changes: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    request = StatBankV2(None, Hosts()).request

    def data(self, part):
        self.asked.append(part)
        return answer(answering(part, **self.changes.get(len(self.asked) - 1, {})))


def fetch(bank, have=None):
    kept = {}

    def keep(request, got, header):
        kept[request.digest] = got.body

    here = have or {}
    found = fetch_parts(bank, PARTS, keep=keep, have=lambda r: here.get(r.digest))
    return found, kept


LATER = {"updated": "2026-02-25T08:00:00Z"}


def test_parts_that_agree_are_fetched_once_each_and_kept_as_they_come():
    bank, kept = Bank(), []
    headers = fetch_parts(bank, PARTS, keep=lambda r, a, h: kept.append((len(bank.asked), h)))
    assert bank.asked == list(PARTS)
    assert kept == [(n, header) for n, header in enumerate(headers, start=1)]


def test_a_table_that_moved_in_between_is_fetched_again_whole():
    bank = Bank(dict.fromkeys(range(1, 99), LATER))
    headers, kept = fetch(bank)
    assert bank.asked == list(PARTS) * 2
    assert {header.updated for header in headers} == {LATER["updated"]}
    assert all(LATER["updated"].encode() in body for body in kept.values())
    assert len(kept) == 3


def test_a_table_that_moves_again_is_refused_with_what_moved():
    bank = Bank({1: LATER, 5: LATER})
    with pytest.raises(SourceChanged, match=r"twice: `updated` is .*07.* then .*08.* \(parts 2"):
        fetch(bank)
    assert len(bank.asked) == 6


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"label": "90001: Andre folk"}, "the title is"),
        ({"labels": {"2024": "2024*"}}, "'2024' of 'Tid' is '2024 label' and then '2024*'"),
        ({"labels": {"Personer": "Folk"}}, "'Personer' is"),
        ({"updated": None}, "`updated` is"),
    ],
)
def test_whatever_differs_between_parts_is_told(change, found):
    with pytest.raises(SourceChanged) as refusal:
        fetch(Bank({2: change, 5: change}))
    assert found in str(refusal.value)
    assert "(parts 2 and 3)" in str(refusal.value) or "(parts 1 and 3)" in str(refusal.value)


def test_v1_may_order_dimensions_and_so_the_title_by_their_size():
    one = Header("90001", "90001: Folk, etter alder og år", None, ("Alder", "Tid"))
    other = Header("90001", "90001: Folk, etter år og alder", None, ("Tid", "Alder"))
    assert disagreement([one, other]) is None
    assert "the title is" in disagreement([one, replace(other, dimensions=("Alder", "Tid"))])


def test_another_unit_in_one_part_is_told():
    class Changed(Bank):
        def data(self, part):
            got = super().data(part)
            if len(self.asked) % 3 == 0:
                body = json.loads(got.body)
                body["dimension"]["ContentsCode"]["category"]["unit"]["Personer"]["base"] = "1000"
                return answer(json.dumps(body).encode())
            return got

    with pytest.raises(SourceChanged, match=r"unit='personer'.* then .*unit='1000'"):
        fetch(Changed())


def test_parts_that_are_here_already_are_not_fetched():
    _, kept = fetch(Bank())
    bank = Bank()
    headers, anew = fetch(bank, kept)
    assert (bank.asked, anew) == ([], {})
    assert len(headers) == 3


def test_fetching_goes_on_where_it_stopped():
    _, kept = fetch(Bank())
    gone = list(kept)[1]
    bank = Bank()
    _, anew = fetch(bank, {k: body for k, body in kept.items() if k != gone})
    assert bank.asked == [PARTS[1]]
    assert list(anew) == [gone]


def test_parts_of_before_the_update_are_not_mixed_with_parts_of_after():
    _, kept = fetch(Bank())
    old = dict(list(kept.items())[:2])
    bank = Bank(dict.fromkeys(range(99), LATER))
    headers, anew = fetch(bank, old)
    assert bank.asked == [PARTS[2], *PARTS]
    assert {header.updated for header in headers} == {LATER["updated"]}
    assert anew.keys() == kept.keys()


@pytest.mark.parametrize("damaged", [b"", b"{", answering(PARTS[0])])
def test_a_part_that_is_here_but_damaged_is_fetched(damaged):
    _, kept = fetch(Bank())
    kept[list(kept)[1]] = damaged
    bank = Bank()
    fetch(bank, kept)
    assert bank.asked == [PARTS[1]]


def test_an_answer_that_is_not_the_part_is_never_kept():
    kept = []
    bank = Bank({1: {"table": "99999"}})
    with pytest.raises(SourceChanged, match="part 2 of 3 of table 90001"):
        fetch_parts(bank, PARTS, keep=lambda *got: kept.append(got))
    assert len(kept) == 1
