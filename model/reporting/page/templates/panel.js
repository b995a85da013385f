"use strict";
(() => {
  const panel = JSON.parse(document.getElementById("specs").textContent).panel;
  const { middle, sliders, paths, variants } = panel;
  const inputs = new Map(sliders.map((one) => [one.number, document.getElementById(`slider-${one.number}`)]));
  const body = document.querySelector("#sliders-table tbody");
  const rows = new Map([...body.rows].map((row) => [row.dataset.name, row]));
  const own = (number) => paths.filter((path) => path.slider === number);
  const place = (number) => Number(inputs.get(number).value);

  // A path at a place: half of the places lie below the base value, half above.
  const at = ({ low, base, high }, where) => {
    const share = where / middle - 1;
    return base + share * (share < 0 ? base - low : high - base);
  };
  const now = (path) => (path.slider === null ? path.base : at(path, place(path.slider)));

  // How much of each of its stops a slider stands at.
  const weights = ({ number, stops, straight }) => {
    const where = place(number);
    const [first] = own(number);
    if (straight) return [(at(first, where) - first.base) / (at(first, stops[0]) - first.base)];
    const knots = [...stops, middle].sort((a, b) => a - b);
    return stops.map((stop) => {
      const spot = knots.indexOf(stop);
      if (where === stop) return 1;
      const next = knots[where < stop ? spot - 1 : spot + 1];
      if (next === undefined) return 0;
      return Math.max(0, 1 - Math.abs(where - stop) / Math.abs(next - stop));
    });
  };

  // Shares of conditions, and weights of phases, are scaled to add up to what they add up to at base.
  const total = (name, value) => paths.filter((path) => path.adds_up === name).reduce((sum, path) => sum + value(path), 0);
  const scales = () => Object.fromEntries(["shares", "weights"].map((name) => {
    const base = total(name, (path) => path.base);
    return [name, base ? total(name, now) / base : 1];
  }));

  const reckoned = () => {
    const parts = new Map(sliders.map((one) => [one.number, new Map(weights(one).map((part, spot) => [one.stops[spot], part]))]));
    const { shares, weights: phases } = scales();
    return Object.entries(variants).map(([name, { competes, terms }]) => {
      const sum = terms.reduce(
        (hours, [stops, term]) => hours + stops.reduce((product, [slider, stop]) => product * parts.get(slider).get(stop), term),
        0,
      );
      return { name, competes, hours: sum / (shares * phases) };
    });
  };

  const number = (value) => value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 1 : 0 });
  const percent = (value) => `${value < 0 ? "\u2212" : "+"}${Math.abs(value).toFixed(1)} %`;
  const settings = () => {
    const moved = new Set(sliders.filter((one) => place(one.number) !== middle).map((one) => one.number));
    const summed = new Set(paths.filter((path) => moved.has(path.slider) && path.adds_up).map((path) => path.adds_up));
    const scale = scales();
    return paths
      .filter((path) => moved.has(path.slider) || summed.has(path.adds_up))
      .map((path) => `--set ${path.path}=${Number((now(path) / (scale[path.adds_up] ?? 1)).toPrecision(10))}`);
  };

  const show = () => {
    const found = reckoned().sort((a, b) => a.hours - b.hours || a.name.localeCompare(b.name));
    const racing = found.filter((one) => one.competes);
    const [leader, second] = racing;
    found.forEach(({ name, competes, hours }) => {
      const row = rows.get(name);
      const leads = competes && hours <= leader.hours * (1 + 1e-9);
      const behind = leads ? "leads" : percent(100 * (hours / leader.hours - 1));
      row.cells[1].textContent = number(hours);
      row.cells[2].textContent = competes ? behind : `${behind}, sets a law aside`;
      row.classList.toggle("leads", leads);
      row.dataset.hours = hours;
      body.append(row);
    });
    const gap = second ? 100 * (second.hours / leader.hours - 1) : 0;
    const ahead = second ? (gap < 0.05 ? `, level with ${second.name}` : `, ${gap.toFixed(1)} % before ${second.name}`) : "";
    document.getElementById("sliders-says").textContent = `${leader.name} leads with ${number(leader.hours)} weighted h/day${ahead}.`;
    document.getElementById("sliders-command").textContent = [panel.command, ...settings()].join(" ");
  };
  const tell = (one) => {
    const text = Number(now(own(one.number)[0]).toPrecision(4)).toString();
    document.getElementById(`slider-${one.number}-value`).textContent = text;
    inputs.get(one.number).setAttribute("aria-valuetext", text);
  };
  sliders.forEach((one) => inputs.get(one.number).addEventListener("input", () => {
    tell(one);
    show();
  }));
  document.getElementById("sliders-reset").addEventListener("click", () => {
    sliders.forEach((one) => {
      inputs.get(one.number).value = middle;
      tell(one);
    });
    show();
  });
  sliders.forEach(tell);
  show();
})();
