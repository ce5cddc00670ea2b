// A map that was taken away: drawn from what stands in the page itself, with its records below.
(function () {
  "use strict";

  const { options, settings, font, files, places } = JSON.parse(document.getElementById("atlas-data").textContent);
  const FEW = 25; // Records that stand unfolded on a narrow screen.
  const said = document.querySelector("#chosen p");
  const marks = new Map();
  const told = { records: [], at: 0 };
  const narrow = matchMedia("(max-width: 999px)");
  const folds = [...document.querySelectorAll("main details")];

  async function loadFont() {
    const bytes = Uint8Array.from(atob(font), (character) => character.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const khmer = new FontFace("Noto Sans Khmer", await new Response(plain).arrayBuffer(), { unicodeRange: "U+1780-17FF, U+19E0-19FF" });
    document.fonts.add(await khmer.load());
  }

  // What is folded is opened before a link leads into it.
  function reveal(element) {
    const fold = element.closest("details");
    if (fold) fold.open = true;
    return element;
  }

  // Below the map stands which record is told of: it leads to the record, and back and on to
  // the others of the place.
  function tell(at) {
    const { records, link, count, steps } = told;
    told.at = (at + records.length) % records.length;
    records.forEach((one) => one.removeAttribute("aria-current"));
    const record = records[told.at];
    record.setAttribute("aria-current", "true");
    link.href = `#${record.id}`;
    link.textContent = record.querySelector("h3").textContent;
    count.textContent = records.length > 1 ? `${told.at + 1} of ${records.length} here: ` : "";
    steps.forEach((step) => { step.hidden = records.length < 2; });
    if (!narrow.matches) reveal(record).scrollIntoView({ block: "center" });
  }

  function build() {
    const step = (name, sign, by) => {
      const made = document.createElement("button");
      Object.assign(made, { type: "button", hidden: true, textContent: sign, title: name });
      made.setAttribute("aria-label", name);
      made.addEventListener("click", () => tell(told.at + by));
      return made;
    };
    told.count = document.createElement("span");
    told.link = document.createElement("a");
    told.steps = [step("Previous record at this place", "◀", -1), step("Next record at this place", "▶", 1)];
    said.append(told.count, told.link);
    said.before(told.steps[0]);
    said.after(told.steps[1]);
  }

  function choose(place, id) {
    document.querySelectorAll(".chosen").forEach((record) => {
      record.classList.remove("chosen");
      record.removeAttribute("aria-current");
    });
    atlas.ring(place);
    told.records = atlas.parted(place).flatMap((one) => places[one]).map((one) => document.getElementById(`record-${one}`));
    told.records.forEach((record) => record.classList.add("chosen"));
    tell(Math.max(0, told.records.findIndex((record) => record.id === id)));
  }

  function point(map, place, id) {
    const mark = marks.get(place);
    choose(place, id);
    document.querySelector(".view").scrollIntoView({ block: narrow.matches ? "start" : "nearest" });
    map.panTo(mark.getLatLng(), { animate: false });
    mark.openTooltip();
    told.link.focus({ preventScroll: true });
  }

  build();
  atlas.files = files;
  const map = L.map("map", options);
  map.on("layeradd", ({ layer }) => {
    const { place } = layer.options;
    if (!place) return;
    atlas.parted(place).forEach((one) => marks.set(one, layer));
    layer.on("click", () => {
      if (map.hasLayer(layer)) layer.openTooltip();
      choose(place);
      if (narrow.matches) said.scrollIntoView({ block: "nearest" });
    });
  });
  atlas.base(map, settings);
  document.addEventListener("click", ({ target }) => {
    if (target.dataset.place) point(map, target.dataset.place, target.closest("article").id);
    else if (target.hash) reveal(document.getElementById(target.hash.slice(1)));
  });
  if (narrow.matches && document.querySelectorAll("article").length > FEW) folds.forEach((fold) => { fold.open = false; });
  // On paper all stands open.
  addEventListener("beforeprint", () => folds.filter((fold) => !fold.open).forEach((fold) => { fold.open = fold.dataset.shut = true; }));
  addEventListener("afterprint", () => folds.filter((fold) => fold.dataset.shut).forEach((fold) => { fold.open = false; delete fold.dataset.shut; }));
  for (const query of ["(prefers-color-scheme: dark)", "print"]) matchMedia(query).addEventListener("change", atlas.applyTheme);
  loadFont();
})();
