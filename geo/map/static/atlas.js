// The map in the browser: a base that is drawn once, and the marks of one filter.
(function () {
  "use strict";

  // The only colours of the map: the style sheet has them as --sea, --shade-1 and so on. Marks
  // stand out 3:1 from all that they lie on, and texts 4.5:1.
  const PALETTES = {
    light: {
      sea: "#dfe9ee", abroad: "#f1efe9", water: "#bcd3de", line: "#8c8a84",
      shades: ["#fbfaf7", "#f3e3c3", "#ebc88f", "#dfa860", "#d0853a"],
      raid: "#7a1f3d", compound: "#164b70", ink: "#26221d", quiet: "#57524b", paper: "#ffffff",
    },
    dark: {
      sea: "#10181d", abroad: "#1b1e20", water: "#2f4653", line: "#7d8488",
      shades: ["#24282a", "#3a3224", "#534323", "#6b5427", "#84652c"],
      raid: "#ffb3c6", compound: "#8ed0fa", ink: "#f2efe9", quiet: "#bdb9b1", paper: "#15191c",
    },
  };
  // How a diamond is drawn for what was last stated of its compounds; any other is pale.
  const FULL = { fillOpacity: 0.8, weight: 1.5 };
  const STATUS = {
    reported: FULL, operating: FULL, reopened: FULL,
    raided: { fillOpacity: 0, weight: 3 },
    closed: { fillOpacity: 0, weight: 1.2 }, cleared: { fillOpacity: 0, weight: 1.2 },
  };
  const PALE = { fillOpacity: 0.3, weight: 1.2 };
  const WIDE = 520; // Pixels of map from which the legend stands open.
  const COUNTRY = 510; // Pixels of width that the country takes at the zoom of a wide map.
  const NEAR = 8; // Zoom from which towns have room for their name in Khmer.
  const LAYERS = {
    "Shades of provinces": "shades", "Towns": "towns", "Compounds": "compounds",
    "Known to the province only": "provincial", "Raids": "raids",
  };
  const POLL = 100; // Milliseconds between looks at the address, in a browser that tells of no change.
  const state = { map: null, counts: [], palette: PALETTES.light, layers: {}, groups: {}, legend: null, tiled: false, data: null, marks: "", query: null, text: null };

  // streamlit-component-lib tells a component the theme as CSS variables.
  function isDark() {
    const colour = getComputedStyle(document.documentElement).getPropertyValue("--background-color").trim();
    const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(colour);
    if (!hex) return false;
    return hex.slice(1).map((part) => parseInt(part, 16)).reduce((a, b) => a + b) < 384;
  }

  function applyTheme() {
    const dark = isDark();
    if (state.dark === dark) return;
    state.dark = dark;
    state.palette = dark ? PALETTES.dark : PALETTES.light;
    const { classList, style } = document.documentElement;
    classList.toggle("atlas-dark", dark);
    for (const [name, colour] of Object.entries(state.palette)) {
      if (typeof colour === "string") style.setProperty(`--${name}`, colour);
      else colour.forEach((shade, at) => style.setProperty(`--shade-${at}`, shade));
    }
    state.map.getContainer().style.background = state.palette.sea;
    const { backdrop, lines } = state.layers;
    if (backdrop) backdrop.setStyle(backdropStyle);
    if (lines) lines.setStyle(backdropStyle);
    paintProvinces();
    if (state.data) draw();
  }

  function backdropStyle(feature) {
    const { palette } = state;
    switch (feature.properties.kind) {
      case "land": return { stroke: false, fillColor: palette.abroad, fillOpacity: 1 };
      case "lake": return { stroke: false, fillColor: palette.water, fillOpacity: 1 };
      case "river": return { color: palette.water, weight: 1.2, fill: false };
      default: return { color: palette.line, weight: 1, fill: false, dashArray: "5 3" };
    }
  }

  function provinceStyle(feature) {
    const { palette, data, map, groups } = state;
    const code = feature.properties.province_code;
    const [shade] = (map.hasLayer(groups.shades) && data && data.p[code]) || [0];
    const fill = { fillColor: palette.shades[shade], fillOpacity: state.tiled ? (shade && 0.5) : 1 };
    // Rows known to the province only: all of it is where they may have been.
    const vague = data && map.hasLayer(groups.provincial) && data.a.some((mark) => mark[7] === code);
    if (vague) return { ...fill, color: palette.raid, weight: 1.5, dashArray: "6 4" };
    return { ...fill, color: palette.line, weight: 0.8, dashArray: null };
  }

  function provinceText(layer) {
    const { name, name_kh, province_code } = layer.feature.properties;
    const [, figure] = (state.data && state.data.p[province_code]) || [0, state.data ? state.data.s[2] : ""];
    const text = document.createElement("span");
    text.textContent = `${name} · ${name_kh} · ${figure}`;
    return text;
  }

  function pane(name, zIndex) {
    const made = state.map.createPane(name);
    made.style.zIndex = zIndex;
    made.style.pointerEvents = "none";
    return name;
  }

  // A map that was taken away has its files in its own page.
  function read(url) {
    const { files } = window.atlas;
    if (files) return Promise.resolve(files[url]);
    return fetch(url).then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(`${answer.status} ${url}`))));
  }

  function fetchJson(url) {
    return read(url).then(JSON.parse);
  }

  function addBackdrop(collection) {
    const only = (kinds) => ({ ...collection, features: collection.features.filter((f) => kinds.includes(f.properties.kind)) });
    const options = (kinds, name, zIndex) => ({
      pane: pane(name, zIndex), renderer: L.canvas({ pane: name, padding: 0.5 }), interactive: false, style: backdropStyle,
    });
    if (!state.tiled) state.layers.backdrop = L.geoJSON(only(["land"]), options(["land"], "land", 210)).addTo(state.map);
    state.layers.lines = L.geoJSON(only(["lake", "river", "border"]), options([], "lines", 410)).addTo(state.map);
  }

  function addProvinces(collection) {
    state.layers.provinces = L.geoJSON(collection, { style: provinceStyle })
      .bindTooltip(provinceText, { sticky: true, className: "atlas-tip" }).addTo(state.map);
    state.layers.provinces.bringToBack();
  }

  function addTowns(collection) {
    const towns = collection.features.map(({ properties, geometry }) => {
      const [lon, lat] = geometry.coordinates;
      const text = document.createElement("span");
      text.textContent = properties.name;
      if (properties.name_kh) {
        const khmer = document.createElement("span");
        khmer.lang = "km";
        khmer.textContent = properties.name_kh;
        text.append(khmer);
      }
      const icon = L.divIcon({ className: `town${properties.country === "KH" ? "" : " abroad"}`, html: text, iconSize: null });
      return { from: properties.min_zoom, marker: L.marker([lat, lon], { icon, pane: "towns", interactive: false, keyboard: false }) };
    });
    const group = state.groups.towns;
    const show = () => {
      const zoom = state.map.getZoom();
      state.map.getContainer().classList.toggle("near", zoom >= NEAR);
      for (const { from, marker } of towns) {
        if (zoom >= from) group.addLayer(marker); else group.removeLayer(marker);
      }
    };
    state.map.on("zoomend", show);
    show();
  }

  // A mark with how many records stand at it, written on the same canvas.
  const Disc = () => L.CircleMarker.extend({
    _updatePath() {
      this._trace();
      if (this.options.text) this._write();
    },
    _trace() { this._renderer._updateCircle(this); },
    _write() {
      const renderer = this._renderer;
      if (!renderer._drawing || this._empty()) return;
      const context = renderer._ctx;
      const { x, y } = this._point;
      context.save();
      context.globalAlpha = 1;
      context.font = `600 ${this.options.size}px "Noto Sans Khmer", system-ui, sans-serif`;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineWidth = 3;
      context.strokeStyle = this.options.edge;
      context.fillStyle = this.options.ink;
      context.strokeText(this.options.text, x, y);
      context.fillText(this.options.text, x, y);
      context.restore();
    },
  });

  const Diamond = () => state.Disc.extend({
    // Beside the raids of the same point, not upon them.
    _project() {
      this._point = this._map.latLngToLayerPoint(this._latlng).add(this.options.shift);
      this._updateBounds();
    },
    _trace() {
      const renderer = this._renderer;
      const context = renderer._ctx;
      if (!renderer._drawing || this._empty()) return;
      const { x, y } = this._point;
      const radius = this._radius;
      context.beginPath();
      context.moveTo(x, y - radius);
      context.lineTo(x + radius, y);
      context.lineTo(x, y + radius);
      context.lineTo(x - radius, y);
      context.closePath();
      renderer._fillStroke(context, this);
    },
  });

  // A count that would lie upon a larger mark's count is left out at this zoom.
  function placeCounts() {
    const taken = [];
    for (const mark of state.counts) {
      const at = state.map.latLngToLayerPoint(mark.getLatLng()).add(mark.options.shift);
      const free = taken.every((other) => other.distanceTo(at) > 15);
      if (free) taken.push(at);
      mark.options.text = free ? mark.options.count : "";
    }
  }

  // Streamlit-folium gives back the text of a clicked mark: its id goes first, unseen.
  function told(of, said, ...parts) {
    const id = L.DomUtil.create("i");
    id.hidden = true;
    id.textContent = `${[of, ...parts].join("@")}\n`;
    return `${id.outerHTML}${said}`;
  }

  // How finely the rows of a point are known to be there; a cell says it by its size.
  function precisely(said, within) {
    if (typeof within === "number") return said;
    return `${said} · ${within === "site" ? "exact site" : `known to the ${within}`}`;
  }

  // Within which a place is known to lie. A gathered mark's own rim says it for all of its cell.
  function halo([lat, lon, , , , metres, , within], colour) {
    const gathered = typeof within === "number";
    return L.circle([lat, lon], {
      radius: metres, stroke: !gathered, color: colour, weight: 1, dashArray: "1 4", fillColor: colour, fillOpacity: 0.07, interactive: false,
    });
  }

  function circle(mark, { halos, marks, counts }) {
    const [lat, lon, radius, style, records, metres, said, within] = mark;
    const { palette } = state;
    if (metres) halos.push(halo(mark, palette.raid));
    const disc = new state.Disc([lat, lon], {
      radius: style === "none" ? 3 : radius,
      color: palette.raid,
      weight: { known: 1.5, least: 2.5, none: 1 }[style],
      dashArray: metres ? "3 3" : null,
      fillColor: palette.raid,
      fillOpacity: style === "known" ? 0.5 : 0,
      count: String(records), size: 12, ink: palette.ink, edge: palette.paper, shift: L.point(0, 0),
    }).bindTooltip(told("raids", precisely(said, within), lat, lon, within), { className: "atlas-tip" });
    marks.push(disc);
    if (records > 1 && radius >= 9) counts.push(disc);
  }

  function diamond(mark, { halos, marks, counts }) {
    const [lat, lon, , , records, metres, said, within, status] = mark;
    const { palette } = state;
    if (metres) halos.push(halo(mark, palette.compound));
    const radius = Math.min(11, 5 + Math.sqrt(records));
    const shift = L.point(radius + 3, -radius - 3);
    const drawn = STATUS[status] || PALE;
    const full = drawn === FULL;
    const made = new state.Diamond([lat, lon], {
      radius, shift, color: palette.compound, ...drawn, dashArray: metres ? "3 2" : null,
      fillColor: palette.compound,
      count: String(records), size: 10, ink: full ? palette.paper : palette.ink, edge: full ? palette.compound : palette.paper,
    }).bindTooltip(told("compounds", precisely(said, within), lat, lon, within), { className: "atlas-tip", offset: shift });
    marks.push(made);
    if (records > 1) counts.push(made);
  }

  function badge(mark, layers) {
    const [lat, lon, , , records, , said, code] = mark;
    const icon = L.divIcon({ className: "badge", html: String(records), iconSize: [22, 18] });
    layers.marks.push(L.marker([lat, lon], { icon, keyboard: false, pane: "counts" }).bindTooltip(told("province", said, code), { className: "atlas-tip" }));
  }

  // What is drawn of one kind of mark: halos lie below all marks of their kind.
  function drawn(marks, make) {
    const layers = { halos: [], marks: [], counts: state.counts };
    marks.forEach((mark) => make(mark, layers));
    return [...layers.halos, ...layers.marks];
  }

  function draw() {
    const { data, groups } = state;
    state.counts = [];
    const layers = { raids: drawn(data.r, circle), compounds: drawn(data.c, diamond), provincial: drawn(data.a, badge) };
    placeCounts();
    for (const [name, made] of Object.entries(layers)) {
      groups[name].clearLayers();
      made.forEach((layer) => groups[name].addLayer(layer));
    }
  }

  function paintProvinces() {
    const { provinces } = state.layers;
    if (provinces) provinces.setStyle(provinceStyle);
  }

  // Provinces are painted anew only where the new answer shades them otherwise.
  function shadeProvinces(before) {
    const { data, legend } = state;
    const said = ({ s, p, a }) => JSON.stringify([s, p, a.map((mark) => mark[7])]);
    if (before && said(before) === said(data)) return;
    paintProvinces();
    if (!legend) return;
    const [title, steps] = data.s;
    legend.querySelector(".shaded").textContent = `${title}, by province`;
    legend.querySelector(".steps").replaceChildren(...steps.map((step, at) => {
      const line = L.DomUtil.create("li");
      L.DomUtil.create("b", `shade shade-${at + 1}`, line);
      line.append(step);
      return line;
    }));
  }

  // Draw the marks of an address; an answer that comes after a later question is not drawn.
  function show(query) {
    const asked = window.atlas.narrow(query);
    if (state.query === asked) return Promise.resolve();
    state.query = asked;
    return read(state.marks + asked).then((text) => {
      if (state.query === asked) take(text);
    }, (error) => {
      // The map keeps what it shows, and asks anew at the next change of the address.
      if (state.query === asked) state.query = null;
      console.warn("No marks:", error.message);
    });
  }

  function take(text) {
    if (state.text === text) return;
    const before = state.data;
    state.text = text;
    state.data = JSON.parse(text);
    draw();
    shadeProvinces(before);
  }

  // The filter stands in the address of the page around the map. The map reads it there, and so
  // draws at once, while the page itself still waits for its server. The panel tells of a choice
  // before even the address has it.
  function follow(page) {
    const path = page.location.pathname;
    const read = () => { if (page.location.pathname === path) show(page.location.search); };
    const left = new AbortController();
    window.addEventListener("pagehide", () => left.abort());
    page.addEventListener("atlas:choose", ({ detail }) => { if (page.location.pathname === path) show(detail); }, { signal: left.signal });
    if (page.navigation) page.navigation.addEventListener("currententrychange", read, { signal: left.signal });
    else setInterval(read, POLL);
    read();
  }

  // A phone shows the country in a lower frame, so that what is below stays in reach.
  function lower(map) {
    const most = 440;
    map.getContainer().style.height = `${most}px`;
    map.invalidateSize();
    if (!window.Streamlit) return;
    const setHeight = window.Streamlit.setFrameHeight.bind(window.Streamlit);
    window.Streamlit.setFrameHeight = (height) => setHeight(Math.min(height, most));
    window.Streamlit.setFrameHeight(most);
  }

  // Pixels at the right and below that the country leaves to the legend, which stands open in the
  // corner where Viet Nam is, and to the run through the months.
  function beside() {
    const { x } = state.map.getSize();
    return x < WIDE ? [8, 80] : [Math.min(150, Math.max(8, x - COUNTRY)), 48];
  }

  function addLayerControl() {
    const named = Object.entries(LAYERS).map(([label, name]) => [label, state.groups[name]]);
    const control = L.control.layers(null, Object.fromEntries(named), { position: "topright" }).addTo(state.map);
    L.DomEvent.on(control.getContainer(), "keydown", ({ key }) => {
      if (key !== "Escape") return;
      control.collapse();
      control.getContainer().querySelector("a").focus();
    });
    state.map.on("overlayadd overlayremove", paintProvinces);
  }

  function addLegend(html) {
    const narrow = state.map.getSize().x < WIDE;
    const legend = L.control({ position: narrow ? "topright" : "bottomright" });
    legend.onAdd = () => {
      const box = L.DomUtil.create("div", "atlas-legend");
      box.innerHTML = html;
      if (narrow) box.querySelector("details").open = false;
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      state.legend = box;
      return box;
    };
    legend.addTo(state.map);
  }

  window.atlas = {
    state, show, read, applyTheme,
    files: null, // Address to text, in a map that was taken away.
    narrow: (query) => query, // The query whose marks are drawn for that of the page.
    parts: [], // What else is added to the map: each is called with it and its settings.
    base(map, settings) {
      const { assets, marks, legend, credit, view, tiles } = settings;
      state.map = map;
      state.marks = marks;
      state.Disc = Disc();
      state.Diamond = Diamond();
      map.attributionControl.setPrefix("").addAttribution(credit);
      // Groups that pass clicks on: streamlit-folium listens to what is on the map by now.
      for (const name of Object.values(LAYERS)) state.groups[name] = L.featureGroup().addTo(map);
      addLayerControl();
      pane("towns", 450);
      map.createPane("counts").style.zIndex = 640;
      map.getContainer().setAttribute("role", "region");
      map.getContainer().setAttribute("aria-label", "Map; its records stand in a list beside it");
      if (map.getSize().x < WIDE) lower(map);
      const fit = () => map.fitBounds(view, { paddingTopLeft: [8, 8], paddingBottomRight: beside(), animate: false });
      fit();
      // The page may give the frame its last width only after this; what a reader has moved stays.
      const moved = new AbortController();
      for (const by of ["pointerdown", "wheel", "keydown"]) map.getContainer().addEventListener(by, () => moved.abort(), { passive: true });
      new ResizeObserver(() => map.invalidateSize()).observe(map.getContainer());
      map.on("resize", () => { if (!moved.signal.aborted) fit(); });
      if (tiles) {
        state.tiled = true;
        L.tileLayer(tiles.url, { attribution: tiles.credit, referrerPolicy: "no-referrer" }).addTo(map);
      }
      map.on("zoomend", placeCounts);
      applyTheme();
      addLegend(legend);
      window.atlas.parts.forEach((part) => part(map, settings));
      if (window.atlas.files) {
        show("");
      } else {
        follow(window.parent);
      }
      fetchJson(`${assets}/basemap.geojson`).then(addBackdrop);
      fetchJson(`${assets}/provinces.geojson`).then(addProvinces);
      fetchJson(`${assets}/towns.geojson`).then(addTowns);
      if (window.Streamlit) window.Streamlit.events.addEventListener("streamlit:render", () => setTimeout(applyTheme));
    },
  };
})();
