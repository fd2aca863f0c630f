"""The descriptions of the downloads are valid, whole and true, as tools of others read them."""

import json
from pathlib import Path

import pytest
from frictionless import Package
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, Namespace

from regionstat.site.addresses import ENDINGS
from regionstat.site.downloads import downloads
from regionstat.site.facts import facts_of
from regionstat.snapshots.keep import sha256

# rdflib's own reader of JSON-LD calls what rdflib has given up.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
BASE = "https://example.org/db"
# What DCAT-AP-NO 3 asks of each class, as its SHACL shapes have it.
MANDATORY = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint),
    DCAT.Dataset: (
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.publisher,
        DCAT.contactPoint,
        DCAT.theme,
    ),
    DCAT.Distribution: (DCAT.accessURL,),
    FOAF.Agent: (FOAF.name,),
}
RECOMMENDED = {
    DCAT.Dataset: (DCTERMS.spatial, DCTERMS.temporal, DCTERMS.accessRights, DCAT.distribution),
    DCAT.Distribution: (DCTERMS["format"], DCAT.mediaType, DCTERMS.rights, DCAT.byteSize),
}


@pytest.fixture(scope="module")
def folder(made_content, tmp_path_factory):
    folder = tmp_path_factory.mktemp("downloads")
    for address, data in downloads(made_content, base_url=BASE).items():
        path = folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / "2020" / "data"


@pytest.fixture(scope="module")
def package(folder):
    return json.loads((folder / "datapackage.json").read_bytes())


@pytest.fixture(scope="module")
def graph(folder):
    return Graph().parse(folder / "catalog.jsonld", format="json-ld")


def test_the_package_names_every_file_and_no_other(folder, package):
    named = {one["path"] for one in package["resources"]}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert named == there - {"datapackage.json", "catalog.jsonld", "README.md"}
    for one in package["resources"]:
        data = (folder / one["path"]).read_bytes()
        assert one["bytes"] == len(data)
        assert one["hash"] == f"sha256:{sha256(data)}"


def test_frictionless_takes_the_package_and_all_its_tables(folder, package):
    tables = [one for one in package["resources"] if one["format"] == "csv"]
    found = {**package, "resources": tables}
    report = Package.from_descriptor(found, basepath=str(folder)).validate()
    assert report.valid, report.flatten(["name", "type", "note"])
    assert len(report.tasks) == len(tables) > 5


def test_frictionless_finds_a_region_that_is_not_there(folder, package, tmp_path):
    table = next(one for one in package["resources"] if one["name"] == "gdp_gap_mnok")
    regions = [
        one for one in package["resources"] if one["name"] in ("regions", "indicators", "signs")
    ]
    for one in [table, *regions]:
        path = tmp_path / one["path"]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((folder / one["path"]).read_bytes().replace(b",16,", b",99,"))
        del one["hash"], one["bytes"]
    (tmp_path / "regions.csv").write_bytes((folder / "regions.csv").read_bytes())
    found = {**package, "resources": [table, *regions]}
    report = Package.from_descriptor(found, basepath=str(tmp_path)).validate()
    assert {kind for (kind,) in report.flatten(["type"])} == {"foreign-key"}


def test_every_resource_says_source_and_licence(package, made_content):
    for id_, facts in facts_of(made_content, 2020).items():
        for one in package["resources"]:
            if one["name"] in (id_, f"{id_}-parquet", f"{id_}-jsonstat"):
                assert [found["title"] for found in one["licenses"]] == [*facts.licences]
                assert {found["title"] for found in one["sources"]} == {
                    origin.cited("nb") for origin in facts.origins
                }


@pytest.mark.parametrize("kind", [*MANDATORY])
def test_the_catalogue_has_what_the_profile_asks(graph, kind):
    found = [*graph.subjects(RDF.type, kind)]
    assert found
    for one in found:
        for name in (*MANDATORY[kind], *RECOMMENDED.get(kind, ())):
            assert (one, name, None) in graph, f"{one} has no {name}"


def test_titles_and_descriptions_are_in_both_languages(graph):
    for kind in (DCAT.Catalog, DCAT.Dataset):
        for one in graph.subjects(RDF.type, kind):
            for name in (DCTERMS.title, DCTERMS.description):
                assert sorted(text.language for text in graph.objects(one, name)) == ["en", "nb"]


def test_the_catalogue_has_a_dataset_an_indicator_and_a_distribution_a_file(
    graph, made_content, folder
):
    facts = facts_of(made_content, 2020)
    datasets = {*graph.subjects(RDF.type, DCAT.Dataset)}
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert {*graph.objects(catalogue, DCAT.dataset)} == datasets
    assert len(datasets) == len(facts) + 1
    urls = {str(one) for one in graph.objects(None, DCAT.downloadURL)}
    assert len(urls) == len(facts) * len(ENDINGS) + 1
    for url in urls:
        assert (folder / Path(url.removeprefix(f"{BASE}/2020/data/"))).is_file()
    one = URIRef(f"{BASE}/2020/data/catalog.jsonld#population")
    assert (one, DCTERMS.title, Literal("Folketall", lang="nb")) in graph


def test_without_a_base_url_addresses_are_relative_to_the_file(made_content):
    data = downloads(made_content)["2020/data/catalog.jsonld"]
    here = "http://127.0.0.1/x/2020/data/catalog.jsonld"
    graph = Graph().parse(data=data, format="json-ld", publicID=here)
    urls = {str(one) for one in graph.objects(None, DCAT.downloadURL)}
    assert "http://127.0.0.1/x/2020/data/csv/population.csv" in urls
    contacts = {*graph.objects(None, VCARD.hasURL)}
    assert contacts == {URIRef("http://127.0.0.1/x/2020/nb/about/index.html")}
