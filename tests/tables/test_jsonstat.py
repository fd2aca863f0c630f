"""An answer that contradicts itself is refused, in one line that names what is wrong."""

import json

import pytest
from answers import answer, as_bytes, region, with_region

from regionstat.errors import BadFile
from regionstat.tables import decode

GOOD = as_bytes(answer())


def sized(*sizes):
    return answer(size=list(sizes))


def dimensions(**changes):
    found = answer()["dimension"] | changes
    return answer(dimension={dim: one for dim, one in found.items() if one is not None})


def renamed(old, new):
    found = answer(id=[new if dim == old else dim for dim in answer()["id"]], role=None)
    found["dimension"][new] = found["dimension"].pop(old)
    return found


REFUSED = {
    # values and signs
    "a value too few": (answer(value=[1] * 5), "`value` has 5 numbers but `size` makes 6 cells"),
    "a value too many": (answer(value=[1] * 7), "`value` has 7 numbers but `size` makes 6 cells"),
    "a value past the end": (answer(value={"6": 1}), "`value` names cell 6 of 6, counted from 0"),
    "a value before the start": (
        answer(value={"-1": 1}),
        "`value` is misshapen: Expected `int` >= 0",
    ),
    "a place that is a word": (answer(value={"a": 1}), "`value` is misshapen: Expected `int`"),
    "text among the values": (answer(value=[1, 2, "3", 4, 5, 6]), "got `str` - at `$[2]`"),
    "a list among the values": (answer(value=[1, 2, [3], 4, 5, 6]), "got `array` - at `$[2]`"),
    "true among the values": (answer(value=[1, 2, 3, 4, 5, True]), "got `bool` - at `$[5]`"),
    "text in a sparse value": (answer(value={"0": "1"}), "Expected `float | null`, got `str`"),
    "one number for all": (answer(value=7), "`value` is misshapen: Expected `object`, got `int`"),
    "a word for all": (answer(value="n/a"), "`value` is misshapen: Expected `object`, got `str`"),
    "a number without end": (GOOD.replace(b"70123", b"1e999"), "Number out of range"),
    "not a number": (GOOD.replace(b"70123", b"NaN"), "not whole JSON"),
    "a sign too few": (answer(status=["."] * 5), "`status` has 5 signs but there are 6 cells"),
    "a sign past the end": (
        answer(status={"6": "."}),
        "`status` names cell 6 of 6, counted from 0",
    ),
    "a sign before the start": (answer(status={"-1": "."}), "Expected `int` >= 0 - at `key` in"),
    "a sign beyond counting": (answer(status={"9" * 30: "."}), "Expected `int` <= 9223372036854"),
    "a value beyond counting": (answer(value={"9" * 30: 1}), "Expected `int` <= 9223372036854"),
    "a number as a sign": (answer(status={"1": 5}), "Expected `str | null`, got `int`"),
    "signs on a metadata answer": (answer(value=[]), "`status` names cell 5 of 0, counted from 0"),
    # dimensions and sizes
    "a size too large": (sized(3, 1, 3), "dimension 'Region' has 2 categories but `size` says 3"),
    "a size below none": (sized(-2, 1, 3), "has 2 categories but `size` says -2"),
    "two sizes exchanged": (sized(2, 3, 1), "'ContentsCode' has 1 categories but `size` says 3"),
    "a size that is a word": (sized("2", 1, 3), "Expected `int`, got `str` - at `$.size[0]`"),
    "a size that is no whole number": (sized(2.5, 1, 3), "at `$.size[0]`"),
    "fewer sizes than names": (sized(2, 3), "`id` names 3 dimensions but `size` is [2, 3]"),
    "no sizes": (answer(size=None), "`id` names 3 dimensions but `size` is None"),
    "no names": (answer(id=None), "it names no dimensions: `id` is absent"),
    "a name twice": (answer(id=["Tid", "Region", "Tid"]), "named twice in `id`: 'Tid', 'Region'"),
    "a name of two lines, twice": (answer(id=["a\nb", "a\nb", "Tid"]), r"`id`: 'a\nb', 'a\nb'"),
    "a dimension nobody described": (dimensions(Tid=None), "'Tid' stands in `id` but is not"),
    "a dimension without category": (dimensions(Tid={}), "dimension 'Tid' is misshapen"),
    "no dimensions": (answer(dimension=None), "it is JSON but holds no dataset"),
    "a list of dimensions": (answer(dimension=[]), "Expected `object`, got `array`"),
    "a role of nobody": (answer(role={"geo": ["Kommune"]}), "role 'geo' is given to 'Kommune'"),
    "a role of a word": (answer(role={"geo": "Region"}), "Expected `array`, got `str`"),
    "a dimension called value": (renamed("Region", "value"), "would be named 'value'"),
    "a dimension called status": (renamed("Tid", "status"), "would be named 'status'"),
    "a dimension like another's labels": (renamed("Tid", "Region_label"), "named 'Region_label'"),
    # categories
    "a place twice": (with_region(index={"0301": 0, "4601": 0}), "'Region' is not the places 0 to"),
    "places from 1": (with_region(index={"0301": 1, "4601": 2}), "'Region' is not the places 0 to"),
    "a place left out": (with_region(index={"0301": 0, "4601": 2}), "not the places 0 to 1"),
    "a code twice": (with_region(index=["0301", "0301"]), "a category stands twice in the index"),
    "a code too few": (with_region(index=["0301"], label=None), "'Region' has 1 categories but"),
    "codes in no order": (with_region(index=None), "has 2 categories and no index to order them"),
    "neither index nor label": (with_region(index=None, label=None), "'Region' has 0 categories"),
    "a label of nobody": (with_region(label={"5001": "x"}), "that its index lacks: '5001'"),
    "codes as numbers": (with_region(index=[301, 4601]), "dimension 'Region' is misshapen"),
    "labels as numbers": (with_region(label={"0301": 5}), "dimension 'Region' is misshapen"),
    "half a dimension": (dimensions(Region=region() | {"category": 1}), "'Region' is misshapen"),
    # wrappings
    "two datasets": ({"a": answer(), "b": answer()}, "it wraps 2 datasets and only one"),
    "two in a collection": ({"link": {"item": [answer()] * 2}}, "it wraps 2 datasets"),
    "links only": ({"link": {"item": [{"href": "x"}]}}, "a collection of 1 links that embeds no"),
    "a bundle of nothing": ({"dataset": {}}, "it is JSON but holds no dataset"),
    "a damaged one in a bundle": ({"a": answer(size="2")}, "the embedded dataset is misshapen"),
    # no JSON-stat, no JSON
    "an error of the server": ({"title": "Too many"}, """it begins '{"title": "Too many"}'"""),
    "a list": ([answer()], "it is JSON but holds no dataset; it begins '["),
    "null": (b"null", "it is JSON but holds no dataset; it begins 'null'"),
    "a page": (b"<!DOCTYPE html>\n<html>", r"it is not JSON; it begins '<!DOCTYPE html>\n<html>'"),
    "CSV": (b"region;year\n", "it is not JSON; it begins 'region;year"),
    "nothing": (b"", "it is not JSON; it begins ''"),
    "blanks": (b" \n", "it is not JSON; it begins"),
    "a byte order mark": (b"\xef\xbb\xbf", "it is not JSON; it begins ''"),
    "two byte order marks": (b"\xef\xbb\xbf" * 2 + GOOD, "it is not JSON; it begins"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "it is not JSON; it begins"),
    "cut short": (GOOD[:-1], f"it is cut short after {len(GOOD) - 1:,} bytes"),
    "something after it": (GOOD + b"{}", "it is not whole JSON in UTF-8"),
    "Latin-1": (json.dumps(answer(), ensure_ascii=False).encode("latin-1"), "can't decode byte"),
    "half a character": (GOOD.replace(b"Oslo", b"\\ud800"), "not whole JSON"),
    "too deep": (as_bytes({"a": 1}).replace(b"1", b"[" * 9999 + b"]" * 9999), "recursion"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_contradiction_is_refused_by_name(case):
    written, found = REFUSED[case]
    data = written if isinstance(written, bytes) else as_bytes(written)
    with pytest.raises(BadFile) as caught:
        decode(data, name="90001.json")
    message = str(caught.value)
    assert found in message
    assert "(90001.json). " in message
    assert "\n" not in message


def test_the_next_step_is_named():
    with pytest.raises(BadFile, match="Ask for one table at a time"):
        decode(as_bytes({"a": answer(), "b": answer()}))
    with pytest.raises(BadFile, match="Fetch the table again"):
        decode(GOOD[:-1])
    with pytest.raises(BadFile, match="Rename that dimension"):
        decode(as_bytes(renamed("Region", "value")))
