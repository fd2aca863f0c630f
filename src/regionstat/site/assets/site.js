/* Charts that answer to the pointer, tables that sort, search and comparison. No page needs it to be read. */
(() => {
  "use strict";
  const language = document.documentElement.lang;
  const SIGNS = { nb: ["\u202f", ","], en: [",", "."] };
  const COLOURS = ["#0B5C9E", "#C2571A", "#1F7A4D", "#7B4FA8", "#A3305F", "#6E5A00", "#2B3238", "#5B6670"];
  const el = (name, properties = {}, ...inside) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...inside);
    return made;
  };
  const filled = (text, known) => text.replace(/\{(\w+)\}/g, (all, name) => known[name] ?? all);

  /* Rounds as the pages do: a value that lies exactly between two goes to the even one. */
  const rounded = (value, decimals) => {
    const twice = value * 2 ** (decimals + 1);
    if (!Number.isInteger(twice) || twice % 2 === 0) return value.toFixed(decimals);
    const low = Math.floor(value * 10 ** decimals);
    return ((low % 2 ? low + 1 : low) / 10 ** decimals).toFixed(decimals);
  };
  const number = (value, decimals) => {
    const text = rounded(Math.abs(value), decimals);
    const [whole, part] = text.split(".");
    const [thousands, point] = SIGNS[language];
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands) + (part ? point + part : "");
    return (value < 0 && /[1-9]/.test(text) ? "\u2212" : "") + grouped;
  };

  /* The chart library comes when the first chart needs it, once. */
  let library = null;
  const loaded = (address) => {
    library ??= new Promise((resolve, reject) => {
      const script = el("script", { src: address, onerror: reject });
      script.onload = () => resolve(window.regionstatCharts);
      document.head.append(script);
    });
    return library;
  };
  const fetched = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const tooltip = {
    disableDefaultStyle: true,
    formatTooltip: (value) => `<b>${escaped(value.name)}</b>${value.year ? `${escaped(value.year)}: ` : ""}${escaped(value.told)}`,
  };

  const draw = async (place, told, charts) => {
    const spec = structuredClone(charts.templates[told.form]);
    spec.datasets = Object.fromEntries(Object.entries(told.datasets).map(([name, rows]) => [
      name,
      rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key.replace(new RegExp(`_${language}$`), ""), value]))),
    ]));
    for (const one of spec.params ?? []) if (one.name in told.parameters) one.value = told.parameters[one.name];
    /* The page behind it shows through: light or dark. */
    spec.background = null;
    spec.padding = { ...charts.padding, ...told.room };
    const width = () => Math.max(120, place.clientWidth - told.room.left - told.room.right);
    spec.width = width();
    const target = el("div");
    const made = await charts.embed(target, spec, {
      actions: false, ast: true, defaultStyle: false, renderer: "svg", tooltip,
      formatLocale: charts.locales[language],
    });
    /* One picture with one text, as the one it takes the place of. */
    const svg = target.querySelector("svg");
    for (const one of [target, ...target.querySelectorAll("[role], [aria-label], [aria-roledescription]")])
      for (const name of ["role", "aria-label", "aria-roledescription"]) one.removeAttribute(name);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", told.alt);
    place.replaceChildren(target);
    let drawn = place.clientWidth;
    new ResizeObserver(() => {
      if (place.clientWidth === drawn || !target.isConnected) return;
      drawn = place.clientWidth;
      made.view.width(width()).runAsync();
    }).observe(place);
  };

  for (const place of document.querySelectorAll("[data-chart][data-library]")) {
    const alt = place.querySelector("img").alt;
    Promise.all([fetched(place.dataset.chart), loaded(place.dataset.library)])
      .then(([told, charts]) => draw(place, { ...told, alt }, charts))
      .then(() => { place.dataset.drawn = "yes"; })
      .catch(() => { /* The picture stays. */ });
  }

  /* A table sorts by the exact values behind its cells. */
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const heads = [...table.tHead.rows[0].cells];
    const key = (row, column) => {
      const cell = row.cells[column];
      const exact = cell.querySelector("data");
      const text = cell.textContent.trim();
      return exact ? (exact.value === "" ? null : Number(exact.value)) : /^\d+$/.test(text) ? Number(text) : text;
    };
    heads.forEach((head, column) => {
      const button = el("button", { type: "button", textContent: head.textContent });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "descending" || (column === 0 && head.getAttribute("aria-sort") !== "ascending");
        heads.forEach((one) => one.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "ascending" : "descending");
        const rows = [...table.tBodies[0].rows].map((row) => [key(row, column), row]);
        rows.sort(([a], [b]) => {
          if (a === null || b === null) return (a === null) - (b === null);
          const order = typeof a === "string" ? a.localeCompare(b, language) : a - b;
          return down ? order : -order;
        });
        table.tBodies[0].append(...rows.map(([, row]) => row));
      });
    });
  }

  for (const link of document.querySelectorAll("[data-keep-query]")) {
    link.addEventListener("click", () => { link.search = location.search; });
  }

  /* Letters as they are typed where those of Norwegian and Sámi are lacking. */
  const LETTERS = { "ø": "o", "æ": "ae", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t", "ß": "ss", "ð": "d", "þ": "th" };
  const folded = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[øæåđŋŧßðþ]/g, (sign) => LETTERS[sign]);
  const plain = (text) => folded(text.replace(/å/gi, "a")).replace(/ae/g, "a").replace(/aa/g, "a").replace(/oe/g, "o");

  const search = document.getElementById("search");
  if (search) {
    const texts = JSON.parse(search.dataset.texts);
    const [box, count, results, lists] = ["q", "count", "results", "lists"].map((id) => document.getElementById(id));
    const MOST = 40;
    let index = null;
    const score = (entry, words) => {
      let total = 0;
      for (const word of words) {
        const at = entry.title.indexOf(word);
        const start = at === 0 || (at > 0 && /[\s(–-]/.test(entry.title[at - 1]));
        if (entry.id === word) total += 12;
        else if (entry.title === word) total += 10;
        else if (at === 0) total += 7;
        else if (start) total += 5;
        else if (at > 0) total += 3;
        else if (entry.about.includes(word)) total += 1;
        else return 0;
      }
      return total + entry.weight;
    };
    const show = () => {
      const query = box.value.trim();
      const words = plain(query).split(/\s+/).filter(Boolean);
      const found = words.length
        ? index.map((entry) => [score(entry, words), entry]).filter(([total]) => total > 0).sort((a, b) => b[0] - a[0])
        : [];
      results.replaceChildren(...found.slice(0, MOST).map(([, entry]) => el("li", {},
        el("a", { href: search.dataset.root.replace("index.html", entry.url), textContent: entry.name }),
        el("p", { className: "small", textContent: [texts[entry.kind], entry.under].filter(Boolean).join(" · ") }))));
      const told = found.length === 1 ? texts.found_one : filled(texts.found, { count: number(found.length, 0) });
      count.textContent = !words.length ? "" : !found.length ? filled(texts.nothing, { query })
        : found.length > MOST ? `${told}. ${filled(texts.more, { count: MOST })}` : told;
      lists.hidden = found.length > 0;
      const address = new URL(location.href);
      if (query) address.searchParams.set("q", query); else address.searchParams.delete("q");
      history.replaceState(null, "", address);
    };
    box.value = new URLSearchParams(location.search).get("q") ?? "";
    fetched(search.dataset.index).then((rows) => {
      index = rows.map(([kind, id, name, under, url, about, weight]) => ({
        kind, name, under, url, weight, id: plain(id), title: plain(name), about: plain(`${under} ${about}`),
      }));
      show();
      box.addEventListener("input", show);
      search.addEventListener("submit", (event) => { event.preventDefault(); show(); });
      if (!box.value) box.focus();
    }).catch(() => { count.textContent = texts.failed; });
  }

  const compare = document.getElementById("compare");
  if (compare) {
    const texts = JSON.parse(compare.dataset.texts);
    const part = Object.fromEntries(["indicator", "place", "places", "adding", "as-index", "chosen", "message", "subtitle", "drawing", "compared", "save"]
      .map((id) => [id, document.getElementById(id)]));
    const MOST = COLOURS.length, START = ["trondheimsregionen", "bergensregionen", "stavangerregionen", "osloregionen", "0"];
    const names = new Map(), labels = new Map(), states = new Map();
    let chosen = [], current = 0, untouched = false;
    const read = () => {
      const query = new URLSearchParams(location.search);
      const ids = [...part.indicator.options].map((one) => one.value);
      if (ids.includes(query.get("i"))) part.indicator.value = query.get("i");
      const asked = (query.get("r") ?? "").split(",").filter((id) => names.has(id));
      untouched = asked.length < 2 && !(query.has("i") && asked.length);
      chosen = (untouched ? [...new Set([...asked, ...START])] : asked).slice(0, MOST);
      part["as-index"].checked = query.get("index") === "1";
    };
    const write = () => {
      const query = new URLSearchParams({ i: part.indicator.value, r: chosen.join(",") });
      if (part["as-index"].checked) query.set("index", "1");
      history.replaceState(null, "", `${location.pathname}?${query.toString().replaceAll("%2C", ",")}`);
    };
    const chips = () => part.chosen.replaceChildren(...chosen.map((id) => {
      const name = names.get(id);
      const button = el("button", { type: "button", textContent: name, ariaLabel: filled(texts.remove, { name }) });
      button.addEventListener("click", () => { untouched = false; chosen = chosen.filter((one) => one !== id); update(); part.place.focus(); });
      return el("li", {}, button);
    }));
    const spread = (wanted, gap, low, high) => {
      const order = wanted.map((_, at) => at).sort((a, b) => wanted[a] - wanted[b]);
      const placed = order.map((at) => Math.max(wanted[at], low));
      for (let i = 1; i < placed.length; i++) placed[i] = Math.max(placed[i], placed[i - 1] + gap);
      for (let i = placed.length - 1, ceiling = high; i >= 0; i--) { placed[i] = Math.min(placed[i], ceiling); ceiling = placed[i] - gap; }
      for (let i = 0; i < placed.length; i++) placed[i] = Math.max(placed[i], low + gap * i);
      const found = [];
      order.forEach((at, i) => { found[at] = placed[i]; });
      return found;
    };
    const at = (one, year, field = "value") => one[field]?.[year - one.from] ?? null;
    const picture = (shown, decimals, base) => {
      const value = (one, year, field) => {
        const found = at(one, year, field);
        return found === null ? null : base === null ? found : field === "value" ? 100 * found / at(one, base) : null;
      };
      const figures = [], ends = [];
      shown.forEach(([id, one], place) => {
        const colour = COLOURS[place], name = names.get(id);
        const years = one.value.map((_, i) => one.from + i);
        const there = (year) => at(one, year) !== null && (base === null || year >= base);
        years.forEach((year) => {
          const estimated = at(one, year, "low") !== null || one.status?.[year] === "estimated";
          figures.push({
            name, region: id, year, colour, wide: 2.2, dashed: false, estimated,
            value: there(year) ? value(one, year, "value") : null,
            low: there(year) ? value(one, year, "low") : null, high: there(year) ? value(one, year, "high") : null,
            alone: there(year) && !there(year - 1) && !there(year + 1),
            told: there(year) ? (base === null ? "" : `${number(value(one, year, "value"), 1)} · `) + cell(one, year, decimals) : "",
          });
        });
        const last = years.filter(there).at(-1);
        ends.push({ name, region: id, year: last, value: value(one, last, "value"), colour, bold: false });
      });
      const there = figures.filter((row) => row.value !== null);
      const all = there.flatMap((row) => [row.value, row.low, row.high]).filter((one) => one !== null);
      const low = Math.min(...all), high = Math.max(...all), room = high - low || Math.abs(high) || 1;
      const floor = low >= 0 && low < 0.08 * room ? 0 : low - 0.08 * room, ceiling = high + 0.08 * room;
      const digits = base === null ? decimals : 0;
      const shownDigits = Math.min(room > 5 * 10 ** -digits ? digits : digits + 1, Math.max(0, Math.ceil(1 - Math.log10(room))));
      return (charts) => {
        const places = spread(ends.map((end) => end.value), (ceiling - floor) * 17 / charts.height, floor, ceiling);
        const longest = Math.max(...ends.map((end) => end.name.length));
        const widest = Math.max(...[floor, ceiling].map((one) => number(one, shownDigits).length));
        const years = there.map((row) => row.year);
        return {
          form: "trend",
          parameters: { first: Math.min(...years), last: Math.max(...years), floor, ceiling, ticks: `,.${shownDigits}f` },
          room: { left: Math.round(7.8 * widest) + 18, right: Math.round(7.8 * longest) + 18 },
          datasets: { figures, labels: ends.map((end, i) => ({ ...end, place: places[i] })), goals: [] },
        };
      };
    };
    const cell = (one, year, decimals) => {
      const value = at(one, year), status = one.status?.[year] ?? "";
      if (value === null) return status;
      const estimated = status === "estimated" || at(one, year, "low") !== null;
      return `${estimated ? "~" : ""}${number(value, decimals)}${status === "*" ? "*" : ""}`;
    };
    const table = (shown, decimals, id) => {
      const first = Math.min(...shown.map(([, one]) => one.from));
      const last = Math.max(...shown.map(([, one]) => one.from + one.value.length - 1));
      const years = Array.from({ length: last - first + 1 }, (_, i) => last - i);
      const head = el("tr", {}, el("th", { scope: "col", textContent: texts.year }), ...shown.map(([region]) => el("th", { scope: "col", textContent: names.get(region) })));
      const rows = years.map((year) => el("tr", {}, el("th", { scope: "row", textContent: year }), ...shown.map(([region, one]) => {
        const mark = el("data", { value: String(at(one, year) ?? ""), textContent: cell(one, year, decimals) });
        mark.dataset.of = `number ${id} ${region} ${year}`;
        return el("td", {}, mark.textContent ? mark : "");
      })));
      part.save.onclick = () => {
        const lines = [["year", ...shown.map(([region]) => region)], ...years.map((year) => [year, ...shown.map(([, one]) => at(one, year) ?? "")])];
        const file = new Blob([lines.map((line) => line.join(",")).join("\n") + "\n"], { type: "text/csv" });
        const link = el("a", { href: URL.createObjectURL(file), download: `${id}.csv` });
        link.click();
        URL.revokeObjectURL(link.href);
      };
      return el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows));
    };
    const update = async () => {
      const turn = ++current, id = part.indicator.value, option = part.indicator.selectedOptions[0];
      const decimals = Number(option.dataset.decimals);
      if (!states.has(id)) states.set(id, fetched(`${compare.dataset.figures}/${id}.json`));
      let told;
      try { told = await states.get(id); } catch { states.delete(id); part.message.textContent = texts.failed; return; }
      const charts = await loaded(compare.dataset.library);
      if (turn !== current) return;
      const has = (region) => told.series[region]?.value.some((value) => value !== null);
      /* Whom the page itself chose is left out where there are no figures of it. */
      if (untouched) chosen = chosen.filter((region, place) => place === 0 || has(region));
      chips();
      write();
      const shown = chosen.filter(has).map((region) => [region, told.series[region]]);
      const without = chosen.filter((region) => !has(region)).map((region) => names.get(region));
      const messages = [without.length ? filled(texts.missing, { names: without.join(", ") }) : "", chosen.length ? "" : texts.none];
      part.message.textContent = messages.filter(Boolean).join(" ");
      part.subtitle.textContent = shown.length ? `${option.textContent}, ${option.dataset.unit}` : "";
      part.save.hidden = !shown.length;
      if (!shown.length) { part.drawing.replaceChildren(); part.compared.replaceChildren(); return; }
      let base = null;
      if (part["as-index"].checked) {
        const every = shown.map(([, one]) => one.value.map((value, i) => (value > 0 ? one.from + i : null)).filter(Boolean));
        base = every[0].find((year) => every.every((years) => years.includes(year))) ?? null;
      }
      part.compared.replaceChildren(table(shown, decimals, id));
      const title = filled(texts.showing, { title: option.textContent, names: shown.map(([region]) => names.get(region)).join(", ") });
      await draw(part.drawing, { ...picture(shown, decimals, base)(charts), alt: title }, charts);
      part.drawing.dataset.drawn = `${id} ${chosen.join(",")}`;
    };
    part.adding.addEventListener("submit", (event) => {
      event.preventDefault();
      const asked = part.place.value.trim(), wanted = plain(asked);
      const all = [...labels.entries()];
      const found = names.has(asked) ? asked : (all.find(([label]) => plain(label) === wanted) ?? all.find(([label]) => wanted && plain(label).startsWith(wanted)))?.[1];
      if (!found) { part.message.textContent = filled(texts.unknown, { name: asked }); return; }
      if (chosen.length >= MOST && !chosen.includes(found)) { part.message.textContent = filled(texts.limit, { count: MOST }); return; }
      untouched = false;
      if (!chosen.includes(found)) chosen.push(found);
      part.place.value = "";
      update();
    });
    part.indicator.addEventListener("change", () => { if (untouched) chosen = [...new Set([chosen[0], ...START])].slice(0, MOST); update(); });
    part["as-index"].addEventListener("change", update);
    compare.hidden = false;
    fetched(compare.dataset.index).then((rows) => {
      const regions = rows.filter(([kind]) => kind === "region");
      regions.sort((a, b) => b[6] - a[6]);
      for (const [, id, name, under] of regions) {
        const label = /^\d{2,}$/.test(id) ? `${name} (${[id, under].filter(Boolean).join(", ")})` : name;
        names.set(id, name);
        labels.set(label, id);
      }
      part.places.replaceChildren(...[...labels.keys()].map((value) => el("option", { value })));
      read();
      return update();
    }).catch(() => { part.message.textContent = texts.failed; });
  }
})();
