"""The downloads as a catalogue in DCAT-AP-NO 3, written as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from regionstat.register.entries import Text
from regionstat.site.addresses import ENDINGS, data, database, download, indicator_page
from regionstat.site.catalogue import MEDIA, TITLE
from regionstat.site.content import Content
from regionstat.site.facts import Facts
from regionstat.site.licences import LICENCES
from regionstat.snapshots.keep import sha256

_EU = "http://publications.europa.eu/resource/authority/"
_IANA = "https://www.iana.org/assignments/media-types/"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_DESCRIPTION = Text(
    "Indikatorene i næringsplanen for Trondheimsregionen og noen til, for landet, fylkene, "
    "kommunene og storbyregionene, med kilde, forbehold og intervall.",
    "The indicators of the business plan for the Trondheim region and some more, for the nation, "
    "counties, municipalities and city regions, with source, caveats and intervals.",
)
_ALL = Text("Hele databasen for {edition}", "The whole database of {edition}")
_PUBLISHER = {"@type": "foaf:Agent", "foaf:name": "regionstat"}
_FORMATS = {"csv": "CSV", "parquet": "PARQUET", "jsonstat": "JSON", "sqlite": "SQLITE"}
_LANGUAGES = [{"@id": f"{_EU}language/{code}"} for code in ("NOB", "ENG")]
_NORWAY = {"@id": f"{_EU}country/NOR"}


def catalog(
    content: Content,
    facts: Mapping[str, Facts],
    files: Mapping[str, bytes],
    *,
    base_url: str = "",
) -> bytes:
    """Return catalog.jsonld for `files`, the downloads of the newest edition by address.

    A catalogue, a dataset an indicator and one of all, a distribution a file. Addresses are
    relative to the file itself, absolute with `base_url`. The contact point is the page about
    the site. Source: DCAT-AP-NO 3, its SHACL shapes.
    """
    writer = _Writer(content, files, base_url)
    datasets = [*map(writer.dataset, facts.values()), writer.whole(facts)]
    told = {
        "@context": _CONTEXT,
        "@id": writer.at(data(content.edition, "catalog.jsonld")),
        "@type": "dcat:Catalog",
        "dct:title": _tagged(TITLE),
        "dct:description": _tagged(_DESCRIPTION),
        **writer.common(),
        "foaf:homepage": {"@id": writer.at(f"{content.edition}/nb/index.html")},
        "dcat:dataset": datasets,
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def _tagged(text: Text) -> list[dict[str, str]]:
    return [{"@value": text.nb, "@language": "nb"}, {"@value": text.en, "@language": "en"}]


class _Writer:
    """What all parts of a catalogue have in common: addresses, contact, publisher."""

    def __init__(self, content: Content, files: Mapping[str, bytes], base_url: str) -> None:
        self._edition, self._files = content.edition, files
        self._base = f"{base_url.rstrip('/')}/" if base_url else "../../"
        years = content.observations.groupby("indicator")["year"]
        self._years = {str(id_): (int(of.min()), int(of.max())) for id_, of in years}

    def at(self, address: str) -> str:
        """Return `address`, which is under the site's root, as the catalogue names it."""
        return f"{self._base}{address}"

    def common(self) -> dict[str, Any]:
        """Return publisher, contact point, place and languages."""
        about = self.at(f"{self._edition}/nb/about/index.html")
        contact = {"vcard:fn": "regionstat", "vcard:hasURL": {"@id": about}}
        return {
            "dct:publisher": _PUBLISHER,
            "dcat:contactPoint": {"@type": "vcard:Organization", **contact},
            "dct:spatial": _NORWAY,
            "dct:language": _LANGUAGES,
        }

    def dataset(self, facts: Facts) -> dict[str, Any]:
        """Return the dataset of an indicator."""
        id_ = facts.indicator
        page = self.at(indicator_page(self._edition, "nb", id_))
        sources = [{"@id": one.url.nb} for one in facts.origins if one.url.nb]
        return {
            **self._dataset(f"#{id_}", facts.title, facts.definition, self._years[id_]),
            "dcat:landingPage": {"@id": page},
            **({"dct:source": sources} if sources else {}),
            "dct:provenance": {
                "@type": "dct:ProvenanceStatement",
                "rdfs:label": _tagged(facts.source),
            },
            "dcat:distribution": [
                self._distribution(download(self._edition, form, id_), form, facts.licences)
                for form in ENDINGS
            ],
        }

    def whole(self, facts: Mapping[str, Facts]) -> dict[str, Any]:
        """Return the dataset of everything: the database."""
        licences = dict.fromkeys(name for one in facts.values() for name in one.licences)
        title = Text(*(_ALL.in_(t).format(edition=self._edition) for t in ("nb", "en")))
        firsts, lasts = zip(*self._years.values(), strict=True)
        return {
            **self._dataset("#database", title, _DESCRIPTION, (min(firsts), max(lasts))),
            "dcat:distribution": [
                self._distribution(database(self._edition), "sqlite", tuple(licences))
            ],
        }

    def _dataset(
        self, name: str, title: Text, description: Text, years: tuple[int, int]
    ) -> dict[str, Any]:
        identity = self.at(data(self._edition, f"catalog.jsonld{name}"))
        return {
            "@id": identity,
            "@type": "dcat:Dataset",
            "dct:identifier": f"regionstat-{self._edition}-{name.removeprefix('#')}",
            "dct:title": _tagged(title),
            "dct:description": _tagged(description),
            **self.common(),
            "dcat:theme": [{"@id": f"{_EU}data-theme/{theme}"} for theme in ("REGI", "ECON")],
            "dct:accessRights": {"@id": f"{_EU}access-right/PUBLIC"},
            "dct:accrualPeriodicity": {"@id": f"{_EU}frequency/ANNUAL"},
            "dct:temporal": {
                "@type": "dct:PeriodOfTime",
                "dcat:startDate": {"@value": f"{years[0]}-01-01", "@type": "xsd:date"},
                "dcat:endDate": {"@value": f"{years[1]}-12-31", "@type": "xsd:date"},
            },
        }

    def _distribution(self, address: str, form: str, licences: tuple[str, ...]) -> dict[str, Any]:
        found = self._files[address]
        known = {LICENCES[name].uri for name in licences if name in LICENCES}
        here = {"@id": self.at(address)}
        return {
            "@type": "dcat:Distribution",
            "dct:title": _FORMATS[form],
            "dcat:accessURL": here,
            "dcat:downloadURL": here,
            "dct:format": {"@id": f"{_EU}file-type/{_FORMATS[form]}"},
            "dcat:mediaType": {"@id": f"{_IANA}{MEDIA[form]}"},
            "dcat:byteSize": {"@value": str(len(found)), "@type": "xsd:nonNegativeInteger"},
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": {"@value": sha256(found), "@type": "xsd:hexBinary"},
            },
            # Facts of other publishers, as published, go along with one licence, not with two.
            **({"dct:license": {"@id": known.pop()}} if len(known) == 1 else {}),
            "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": "; ".join(licences)},
        }
