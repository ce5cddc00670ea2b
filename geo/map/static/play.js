// The months run by, and the map follows. The filter of the page stays as it is.
(function () {
  "use strict";

  const OWN = ["province", "from", "to", "nationality", "kind", "confidence", "compound", "q"];
  const PAUSE = 1200; // Milliseconds that a month stays.
  const ALL = "All months";
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const parts = {};
  const state = { all: [], months: [], at: -1, filter: null, timer: null, asking: false };

  function monthsBetween(first, last) {
    const months = [];
    for (let [year, month] = first.split("-").map(Number); ; month += 1) {
      if (month > 12) [year, month] = [year + 1, 1];
      const name = `${year}-${String(month).padStart(2, "0")}`;
      if (name > last) return months;
      months.push(name);
    }
  }

  function inWords(month) {
    return new Date(`${month}-01T00:00Z`).toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
  }

  function lastDay(month) {
    const [year, at] = month.split("-").map(Number);
    return `${month}-${new Date(Date.UTC(year, at, 0)).getUTCDate()}`;
  }

  // What of an address is the filter: the page keeps other things there too.
  function filterOf(query) {
    return JSON.stringify([...new URLSearchParams(query)].filter(([name]) => OWN.includes(name)));
  }

  // The query for a month, within the days that the page's own filter leaves of it.
  function narrowed(query, month) {
    const params = new URLSearchParams(query);
    const ends = { from: `${month}-01`, to: lastDay(month) };
    for (const [name, day] of Object.entries(ends)) {
      const own = params.get(name) || "";
      params.set(name, own.length === day.length && own.startsWith(month) ? own : day);
    }
    return `?${params}`;
  }

  // Months of the data that the dates of the page's filter leave.
  function within(query) {
    const params = new URLSearchParams(query);
    const from = params.get("from") || "";
    const to = params.get("to") || "9999";
    return state.all.filter((month) => lastDay(month) >= from && month <= `${to}-12`.slice(0, 7));
  }

  // Called by the map with each query of the page: a new filter ends the run.
  function narrow(query) {
    const filter = filterOf(query);
    if (filter !== state.filter) {
      pause();
      Object.assign(state, { filter, months: within(query), at: -1 });
      show();
    }
    return state.at < 0 ? query : narrowed(query, state.months[state.at]);
  }

  function show() {
    const { months, at } = state;
    const last = months.length - 1;
    const said = at < 0 ? ALL : inWords(months[at]);
    if (parts.label.textContent !== said) parts.label.textContent = said;
    parts.slider.max = Math.max(last, 0);
    parts.slider.value = Math.max(at, 0);
    parts.slider.setAttribute("aria-valuetext", said);
    parts.slider.disabled = last < 0;
    parts.back.disabled = at <= 0;
    parts.next.disabled = at >= last;
    parts.every.disabled = at < 0;
    parts.play.hidden = calm.matches;
    parts.play.disabled = last < 0;
    parts.play.textContent = state.timer ? "⏸" : "▶";
    parts.play.setAttribute("aria-label", state.timer ? "Pause" : "Play the months");
  }

  // One question at a time: what was wished for meanwhile is asked when the answer is there.
  async function ask() {
    if (state.asking) return;
    state.asking = true;
    try {
      let asked;
      do {
        asked = state.at;
        await atlas.show(window.parent.location.search);
      } while (asked !== state.at);
    } catch {
      stop();
    } finally {
      state.asking = false;
    }
  }

  function go(at) {
    state.at = at;
    show();
    return ask();
  }

  function pause() {
    clearTimeout(state.timer);
    state.timer = null;
  }

  function stop() {
    pause();
    show();
  }

  async function step() {
    const end = state.at >= state.months.length - 1;
    if (end || calm.matches) {
      stop();
      return;
    }
    await go(state.at + 1);
    if (state.timer) state.timer = setTimeout(step, PAUSE);
  }

  function play() {
    if (state.at >= state.months.length - 1) state.at = -1;
    state.timer = setTimeout(step);
    show();
  }

  function button(box, name, sign, act) {
    const made = L.DomUtil.create("button", "", box);
    made.type = "button";
    made.title = name;
    made.textContent = sign;
    made.setAttribute("aria-label", name);
    made.addEventListener("click", act);
    return made;
  }

  function build() {
    const box = L.DomUtil.create("div", "atlas-play");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Month by month");
    const by = (many) => () => {
      pause();
      go(state.at + many);
    };
    parts.back = button(box, "Previous month", "|◀", by(-1));
    parts.play = button(box, "Play the months", "▶", () => { if (state.timer) stop(); else play(); });
    parts.next = button(box, "Next month", "▶|", by(1));
    parts.label = L.DomUtil.create("output", "", box);
    parts.label.setAttribute("aria-live", "polite");
    parts.slider = L.DomUtil.create("input", "", box);
    Object.assign(parts.slider, { type: "range", min: 0, step: 1 });
    parts.slider.setAttribute("aria-label", "Month");
    parts.slider.addEventListener("input", () => {
      pause();
      go(Number(parts.slider.value));
    });
    parts.every = button(box, ALL, "All", () => {
      pause();
      go(-1);
    });
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    calm.addEventListener("change", show);
    return box;
  }

  atlas.parts.push((map, { months }) => {
    if (!months.length) return;
    state.all = monthsBetween(...months);
    const box = build();
    const control = L.control({ position: "bottomleft" });
    control.onAdd = () => box;
    control.addTo(map);
    atlas.narrow = narrow;
  });
})();
