"""Small tables and their prints: each format written by hand, sharing nothing with the readers."""

import io
from dataclasses import dataclass
from itertools import product

import xlsxwriter
from hypothesis import strategies as st

from regionstat.register import register
from regionstat.tables.vocabulary import Known

SOURCES = register().sources
REGIONS = {
    "0": "Hele landet",
    "03": "Oslo (fylke)",
    "0301": "Oslo - Oslove",
    "1601": "Trondheim (-2017)",
    "5001": "Trondheim - Tråante",
    "30": "Viken (2020-2023)",
    "5425": 'Storfjord - Omasvuotna - "Omasvuono"',
}
SEXES = {"1": "Menn", "2": "Kvinner"}
PLAIN = {code: label for code, label in REGIONS.items() if '"' not in label}
CONTENTS = {
    "population": {"Personer1": "Personer"},
    "employed": {
        "BefolkningBosted": "Bosatte, 15-74 år",
        "SysselBosted": "Sysselsatte etter bosted",
        "SysselArbsted": "Sysselsatte etter arbeidssted",
    },
    "income_by_sex": {"bruttoinnt": "Bruttoinntekt (kr)", "allm_innt": "Alminnelig inntekt"},
}
NAMES = {"Region": "region", "Kjonn": "kjønn", "ContentsCode": "statistikkvariabel", "Tid": "år"}
YEARS = ["2015", "2016", "2020", "2021"]
ENDED, BEGAN = {"1601": "2017", "30": "2023"}, {"5001": "2018", "30": "2020"}


@dataclass(frozen=True)
class Small:
    """A table of `source`: labels by code per dimension, and a value as text or sign per key."""

    source: str
    dims: dict
    values: dict

    @property
    def known(self):
        full = {"Region": PLAIN, "Kjonn": SEXES, "ContentsCode": CONTENTS[self.source]}
        return Known(NAMES, {dim: full.get(dim, labels) for dim, labels in self.dims.items()})

    @property
    def table(self):
        return SOURCES[self.source].table


numbers = st.one_of(
    st.integers(-(10**7), 10**7).map(str),
    st.tuples(st.integers(0, 10**6), st.integers(0, 99)).map(lambda n: f"{n[0]}.{n[1]:02}"),
    st.tuples(st.integers(-999, 999), st.integers(0, 9)).map(lambda n: f"{n[0]}.{n[1]}"),
)
signs = st.sampled_from([".", "..", "...", ":", "-"])


@st.composite
def tables(draw):
    source = draw(st.sampled_from(sorted(CONTENTS)))

    def some(labels):
        codes = draw(st.lists(st.sampled_from(sorted(labels)), min_size=1, unique=True))
        return {code: labels[code] for code in sorted(codes)}

    dims = {
        "Region": some(PLAIN),
        **({"Kjonn": some(SEXES)} if source == "income_by_sex" else {}),
        "ContentsCode": some(CONTENTS[source]),
        "Tid": some({year: year for year in YEARS}),
    }
    keys = list(product(*dims.values()))
    drawn = draw(st.lists(numbers | signs, min_size=len(keys), max_size=len(keys)))
    values = {
        key: value if BEGAN.get(key[0], "") <= key[-1] <= ENDED.get(key[0], "9999") else "."
        for key, value in zip(keys, drawn, strict=True)
    }
    return Small(source, dims, values)


def word(form, code, label):
    """One category as StatBank prints it in `form`."""
    return {"code": code, "text": label, "both": f"{code} {label}", "dash": f"{code} - {label}"}[
        form if code != label or form == "dash" else "code"
    ]


def figure(value, mark=".", gap=""):
    """A value with `mark` for its decimals and `gap` between its thousands."""
    if not value[-1].isdigit():
        return value
    whole, _, decimals = value.lstrip("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", gap)
    return ("-" if value[0] == "-" else "") + grouped + (mark + decimals if decimals else "")


def quote(text, separator, always):
    needed = always or any(
        one in text for one in (separator, '"', " " if separator == " " else '"')
    )
    return '"' + text.replace('"', '""') + '"' if needed else text


def as_csv(
    small,
    *,
    form="both",
    layout="wide",
    separator=",",
    encoding="utf-8",
    always=True,
    title=False,
    notes=False,
    mark=".",
    gap="",
    double=False,
    end="\r\n",
):
    """`small` as a CSV: wide with one or two lines of heading, or long."""
    stub = list(small.dims) if layout == "long" else [d for d in small.dims if d in STUB]
    over = [dim for dim in small.dims if dim not in stub]
    names = [one for dim in stub for one in ([dim, NAMES[dim]] if double else [NAMES[dim]])]
    columns = list(product(*(small.dims[dim] for dim in over)))

    def words(dim, code):
        label = small.dims[dim][code]
        return [code, label] if double else [word(form, code, label)]

    heads = [
        [word(form, c, small.dims[d][c]) for d, c in zip(over, key, strict=True)] for key in columns
    ]
    rows = []
    if layout == "lines":
        above = [h[0] if i == 0 or heads[i - 1][0] != h[0] else "" for i, h in enumerate(heads)]
        rows += [[""] * len(names) + above, names + [h[1] for h in heads]]
    elif layout == "long":
        rows += [[*names, f"{small.table}: Tal, "]]
    else:
        rows += [names + [" ".join(h) for h in heads]]
    lines = [separator.join(quote(t, separator, always) for t in row) for row in rows]
    for key in product(*(small.dims[dim] for dim in stub)):
        texts = [t for dim, code in zip(stub, key, strict=True) for t in words(dim, code)]
        cells = [figure(small.values[key + column], mark, gap) for column in columns]
        if separator in "".join(cells) and not separator.isspace():
            cells = [f'"{cell}"' for cell in cells]
        lines.append(separator.join([quote(t, separator, always) for t in texts] + cells))
    if title:
        lines[:0] = [f'"{small.table}: Tal, etter region og år"', ""]
    if notes:
        lines += ["", '"Fotnote: tala er mellombels; sjå ""Om statistikken"""', '"Kjelde: SSB"']
    return (end.join(lines) + end).encode(encoding)


STUB = ("Region", "Kjonn")


def as_xlsx(small, *, form="both", double=False, names=False, title=True, notes=True):
    """`small` as StatBank's workbook: no names over the stub, blanks where a text goes on."""
    stub = [dim for dim in small.dims if dim in STUB]
    over = [dim for dim in small.dims if dim not in stub]
    columns = list(product(*(small.dims[dim] for dim in over)))
    left = len(stub) * (1 + double)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Tabell")
        if title:
            sheet.write_string(0, 0, f"{small.table}: Tal, etter region og år")
        for line, dim in enumerate(over):
            before = None
            for place, key in enumerate(columns):
                if line == len(over) - 1 or key[: line + 1] != before:
                    text = word(form, key[line], small.dims[dim][key[line]])
                    sheet.write_string(2 + line, left + place, text)
                before = key[: line + 1]
        if names:
            for place, dim in enumerate(stub):
                sheet.write_string(1 + len(over), place * (1 + double), NAMES[dim])
        top, before = 2 + len(over), None
        for row, key in enumerate(product(*(small.dims[dim] for dim in stub))):
            for place, (dim, code) in enumerate(zip(stub, key, strict=True)):
                label = small.dims[dim][code]
                if before is not None and before[: place + 1] == key[: place + 1]:
                    continue
                if double:
                    sheet.write_string(top + row, 2 * place, code)
                    sheet.write_string(top + row, 2 * place + 1, label)
                else:
                    sheet.write_string(top + row, place, word(form, code, label))
            before = key
            for place, column in enumerate(columns):
                value = small.values[key + column]
                write = sheet.write_number if value[-1].isdigit() else sheet.write_string
                write(top + row, left + place, float(value) if value[-1].isdigit() else value)
        if notes:
            below = top + row + 2
            for line, text in enumerate(["Fotnote, den eine", "", "Sist endret:", "Personer:"]):
                sheet.write_string(below + line, 0, text)
            sheet.write_string(below + 4, 0, "20260225 08:00")
            sheet.write_string(below + 6, 0, "Kontakt: Kari Nordmann")
    return buffer.getvalue()


def listed(texts, width=3):
    """Quoted texts with commas, a new line after every few of them."""
    quoted = [f'"{text}"' for text in texts]
    lines = [",".join(quoted[i : i + width]) for i in range(0, len(quoted), width)]
    return ",\n".join(lines)


def as_px(small, *, codes=True, keys=False, encoding="cp1252", codepage="windows-1252", cut=None):
    """`small` as a PC-Axis file, in its dense form or with KEYS."""
    stub = [dim for dim in small.dims if dim in STUB]
    over = [dim for dim in small.dims if dim not in stub]
    lines = ['CHARSET="ANSI";', 'AXIS-VERSION="2013";', f'CODEPAGE="{codepage}";']
    lines += ['LANGUAGE="no";', 'LANGUAGES="no","en";', f'TABLEID="{small.table}";']
    lines += ['MATRIX="Tal";', f'TITLE="{small.table}: Tal, etter "\n"region";']
    lines += ['TITLE[en]="Figures";', f"STUB={listed(NAMES[d] for d in stub)};"]
    lines += [f"HEADING={listed(NAMES[d] for d in over)};", 'CONTVARIABLE="statistikkvariabel";']
    for dim, labels in small.dims.items():
        lines.append(f'VALUES("{NAMES[dim]}")={listed(labels.values())};')
        lines.append(f'VALUES[en]("{NAMES[dim]}")={listed("x" * len(labels))};')
        if dim == "Tid":
            lines.append(f'TIMEVAL("{NAMES[dim]}")=TLIST(A1),{listed(labels)};')
        if codes:
            lines.append(f'CODES("{NAMES[dim]}")={listed(labels)};')
            lines.append(f'VARIABLECODE("{NAMES[dim]}")="{dim}";')
    for code, label in small.dims["ContentsCode"].items():
        lines.append(f'UNITS("{label}")="{SOURCES[small.source].units[code]}";')
        lines.append(f'LAST-UPDATED("{label}")="20260225 08:00";')
    if keys:
        lines += [f'KEYS("{NAMES[dim]}")={"CODES" if codes else "VALUES"};' for dim in stub]
    lines += ['NOTEX="Ein fotnote; med semikolon"\n" og meir";', "DATA="]
    columns = list(product(*(small.dims[dim] for dim in over)))
    for key in product(*(small.dims[dim] for dim in stub)):
        named = (
            key if codes else [small.dims[dim][code] for dim, code in zip(stub, key, strict=True)]
        )
        start = "".join(f'"{text}",' for text in named) if keys else ""
        values = [small.values[key + column] for column in columns]
        if keys and all(value == "0" for value in values):
            continue
        shown = (value if value[-1].isdigit() else f'"{value}"' for value in values)
        lines.append(start + " ".join(shown) + " ")
    return ("\n".join([*lines, ";"]) + "\n").encode(encoding)
