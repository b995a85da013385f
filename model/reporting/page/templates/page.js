"use strict";
(() => {
  const specs = JSON.parse(document.getElementById("specs").textContent);
  const choices = [...document.querySelectorAll("select[data-choice]")];

  // A chart is drawn when it first comes near the window: a page with a hundred of them is ready at once.
  const draw = (place) => {
    const id = place.dataset.chart;
    if (place.dataset.drawn) return;
    place.dataset.drawn = "begun";
    const chart = { ...specs.charts[id], config: specs.config };
    if (chart.width === "container") {
      chart.width = place.clientWidth;
      chart.autosize = { type: "fit-x", contains: "padding" };
    }
    window.drawChart(place, chart).then(() => {
      place.querySelector("svg").setAttribute("aria-hidden", "true");
      place.dataset.drawn = "yes";
    });
  };
  const watcher = new IntersectionObserver(
    (seen) => seen.filter((one) => one.isIntersecting).forEach((one) => draw(one.target)),
    { rootMargin: "400px" },
  );
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("figure:not([hidden]) [data-chart]").forEach(draw);
  });

  // Numbers are compared as they are shown. Empty cells stand last whichever way a column is sorted.
  const value = (row, place) => {
    const cell = row.cells[place];
    const text = cell.textContent.trim();
    if (!cell.classList.contains("n") || text === "") return text;
    return text === "no limit" ? Infinity : Number(text.replaceAll(",", "").replace("\u2212", "-"));
  };
  const order = (place, way) => (a, b) => {
    const [x, y] = [value(a, place), value(b, place)];
    if (x === "" || y === "") return (x === "") - (y === "");
    if (typeof x === "number" && typeof y === "number") return way * (x - y);
    return way * String(x).localeCompare(String(y), "en", { numeric: true });
  };
  const sortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const way = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", way === 1 ? "ascending" : "descending");
        const [body] = table.tBodies;
        body.append(...[...body.rows].sort(order(place, way)));
      });
    });
  };
  const filterable = (table) => {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 8) return;
    const [line, label, input, count] = ["p", "label", "input", "span"].map((name) => document.createElement(name));
    line.className = "filter";
    input.type = "search";
    count.setAttribute("role", "status");
    label.append("Show only rows with ", input);
    line.append(label, count);
    table.parentElement.before(line);
    input.addEventListener("input", () => {
      const wanted = input.value.toLowerCase();
      rows.forEach((row) => {
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
      });
      count.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} rows`;
    });
  };
  const enliven = (part) => {
    part.querySelectorAll("[data-chart]").forEach((place) => watcher.observe(place));
    part.querySelectorAll("table.data").forEach((table) => {
      sortable(table);
      filterable(table);
    });
  };

  // Figures for other choices lie compressed at the end of the page; each is put in its place when it is first chosen.
  let packed = null;
  const unpacked = () => {
    packed ??= (async () => {
      const text = document.getElementById("packed").textContent;
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const open = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      const found = JSON.parse(await new Response(open).text());
      Object.assign(specs.charts, found.charts);
      return found.figures;
    })();
    return packed;
  };
  const wanted = (element) =>
    choices.every((choice) => [undefined, choice.value].includes(element.dataset[choice.dataset.choice]));
  const show = async () => {
    const missing = [...document.querySelectorAll("[data-packed]")].filter(wanted);
    const figures = missing.length ? await unpacked() : {};
    missing.filter((place) => place.isConnected).forEach((place) => {
      place.outerHTML = figures[place.dataset.packed];
      enliven(document.getElementById(place.dataset.packed));
    });
    document.querySelectorAll("figure").forEach((figure) => {
      figure.hidden = !wanted(figure);
    });
    document.querySelectorAll("main > section").forEach((section) => {
      const nothing = section.querySelector(".nothing");
      const about = [...section.querySelectorAll("[data-variant]")];
      if (nothing) nothing.hidden = about.length === 0 || about.some((one) => !one.hidden);
    });
    document.body.dataset.shown = choices.map((choice) => choice.value).join(" ");
  };
  choices.forEach((choice) => choice.addEventListener("change", show));
  enliven(document);
  show();
})();
