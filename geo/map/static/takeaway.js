// A map that was taken away: drawn from what stands in the page itself, with its records below.
(function () {
  "use strict";

  const { options, settings, font, files, places } = JSON.parse(document.getElementById("atlas-data").textContent);
  const said = document.getElementById("chosen");
  const marks = new Map();

  async function loadFont() {
    const bytes = Uint8Array.from(atob(font), (character) => character.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const khmer = new FontFace("Noto Sans Khmer", await new Response(plain).arrayBuffer(), { unicodeRange: "U+1780-17FF, U+19E0-19FF" });
    document.fonts.add(await khmer.load());
  }

  function choose(place) {
    document.querySelectorAll(".chosen").forEach((record) => record.classList.remove("chosen"));
    atlas.ring(place);
    const records = atlas.parted(place).flatMap((one) => places[one]).map((id) => document.getElementById(`record-${id}`));
    records.forEach((record) => record.classList.add("chosen"));
    said.textContent = records.length === 1 ? records[0].querySelector("h3").textContent : `${records.length} records at this place, marked in the list`;
    return records[0];
  }

  function point(map, place) {
    const mark = marks.get(place);
    choose(place);
    document.getElementById("map").scrollIntoView({ block: "nearest" });
    map.panTo(mark.getLatLng(), { animate: false });
    mark.openTooltip();
  }

  atlas.files = files;
  const map = L.map("map", options);
  map.on("layeradd", ({ layer }) => {
    const { place } = layer.options;
    if (!place) return;
    atlas.parted(place).forEach((one) => marks.set(one, layer));
    layer.on("click", () => {
      if (map.hasLayer(layer)) layer.openTooltip();
      choose(place).scrollIntoView({ block: "center" });
    });
  });
  atlas.base(map, settings);
  document.addEventListener("click", ({ target }) => {
    if (target.dataset.place) point(map, target.dataset.place);
  });
  for (const query of ["(prefers-color-scheme: dark)", "print"]) matchMedia(query).addEventListener("change", atlas.applyTheme);
  loadFont();
})();
