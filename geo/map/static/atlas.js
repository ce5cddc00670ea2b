// The map in the browser: a base that is drawn once, and the marks of one filter.
(function () {
  "use strict";

  // The only colours of the map: the style sheet has them as --sea, --shade-1 and so on. Marks
  // stand out 3:1 from all that they lie on, and texts 4.5:1.
  const PALETTES = {
    light: {
      sea: "#dfe9ee", abroad: "#f1efe9", water: "#bcd3de", line: "#8c8a84",
      shades: ["#fbfaf7", "#f3e3c3", "#ebc88f", "#dfa860", "#d0853a"],
      raid: "#7a1f3d", compound: "#164b70", running: "#0a4d2e", ink: "#26221d", quiet: "#57524b", paper: "#ffffff",
    },
    dark: {
      sea: "#10181d", abroad: "#1b1e20", water: "#2f4653", line: "#7d8488",
      shades: ["#24282a", "#3a3224", "#534323", "#6b5427", "#84652c"],
      raid: "#ffb3c6", compound: "#8ed0fa", running: "#86e8a8", ink: "#f2efe9", quiet: "#bdb9b1", paper: "#15191c",
    },
  };
  // How a diamond is drawn for what was last stated of its compounds; any other is pale.
  const FULL = { colour: "compound", fillOpacity: 0.85, weight: 1.5 };
  const RUNNING = { ...FULL, colour: "running", square: true };
  const RAIDED = { colour: "compound", fillOpacity: 0, weight: 3 };
  const SHUT = { ...RAIDED, weight: 1.2 };
  const STATUS = { reported: FULL, operating: RUNNING, reopened: RUNNING, raided: RAIDED, closed: SHUT, cleared: SHUT };
  const PALE = { ...SHUT, fillOpacity: 0.3 };
  const COUNTRY = 510; // Pixels of width that the country is to have, and to either side of it
  const CARD = 264; // those of a legend that stands open there;
  const STRIP = 600; // pixels of height of a map that has room for one below the country.
  const CLOSE = 18; // Pixels within which compounds share a mark.
  const TOGETHER = "+"; // Between the places that share one.
  const NEAR = 8; // Zoom from which towns have room for their name in Khmer.
  const LAYERS = {
    "Shades of provinces": "shades", "Towns": "towns", "Compounds": "compounds",
    "Known to the province only": "provincial", "Raids": "raids",
  };
  // Pixels by which a province's number may step aside, the nearest first.
  const ASIDE = [[0, 0], [0, -18], [0, 18], [-24, 0], [24, 0], [0, -30], [0, 30], [-36, -12], [36, -12], [-36, 12], [36, 12]];
  const POLL = 100; // Milliseconds between looks at the address, in a browser that tells of no change.
  const state = { map: null, counts: { raids: [], compounds: [] }, ring: null, open: null, record: null, palette: PALETTES.light, layers: {}, groups: {}, legend: null, tiled: false, data: null, marks: "", query: null, text: null };

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
      placeBadges();
    };
    state.map.on("zoomend", show);
    show();
  }

  // A mark with how many records stand at it, written on the same canvas.
  const Disc = () => L.CircleMarker.extend({
    // A mark may stand beside its point, not upon the others there.
    _project() {
      this._point = this._map.latLngToLayerPoint(this._latlng).add(this.options.shift);
      this._updateBounds();
    },
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
    _trace() {
      const renderer = this._renderer;
      const context = renderer._ctx;
      if (!renderer._drawing || this._empty()) return;
      const { x, y } = this._point;
      const radius = this._radius;
      const half = 0.8 * radius;
      const corners = this.options.square
        ? [[half, half], [-half, half], [-half, -half], [half, -half]]
        : [[radius, 0], [0, radius], [-radius, 0], [0, -radius]];
      context.beginPath();
      corners.forEach(([right, down]) => context.lineTo(x + right, y + down));
      context.closePath();
      renderer._fillStroke(context, this);
    },
  });

  // A count that would lie upon a larger mark's count is left out at this zoom.
  function placeCounts() {
    const taken = [];
    for (const mark of [...state.counts.raids, ...state.counts.compounds]) {
      const at = state.map.latLngToLayerPoint(mark.getLatLng()).add(mark.options.shift);
      const free = taken.every((other) => other.distanceTo(at) > 19);
      if (free) taken.push(at);
      mark.options.text = free ? mark.options.count : "";
    }
  }

  // Names the place of a mark, as the server does too.
  function placeOf(of, [lat, lon, , , , , , within]) {
    return of === "province" ? `${of}@${within}` : [of, lat, lon, within].join("@");
  }

  // Streamlit-folium gives back the text of a clicked mark: its id goes first, unseen.
  function told(place, said) {
    const id = L.DomUtil.create("i");
    id.hidden = true;
    id.textContent = `${place}\n`;
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
      fillOpacity: style === "known" ? 0.4 : 0,
      count: String(records), size: 12, ink: palette.ink, edge: palette.paper, shift: L.point(0, 0),
    }).bindTooltip(told(placeOf("raids", mark), precisely(said, within)), { className: "atlas-tip" });
    marks.push(disc);
    if (records > 1 && radius >= 9) counts.push(disc);
  }

  // Compounds whose marks would lie upon each other share one, at the place with most of them.
  function gather(marks, zoom) {
    const { map } = state;
    const groups = [];
    for (const mark of [...marks].sort((a, b) => b[4] - a[4])) {
      const at = map.project([mark[0], mark[1]], zoom);
      const near = zoom < map.getMaxZoom() && groups.find((group) => group.at.distanceTo(at) < CLOSE);
      if (near) near.marks.push(mark); else groups.push({ at, marks: [mark] });
    }
    return groups.map((group) => group.marks);
  }

  function zoomInto(marks) {
    const { map } = state;
    let zoom = Math.floor(map.getZoom()) + 1;
    while (zoom < map.getMaxZoom() && gather(marks, zoom).length === 1) zoom += 1;
    map.setView(L.latLngBounds(marks.map(([lat, lon]) => [lat, lon])).getCenter(), zoom, { animate: false });
  }

  function diamond(marks, { marks: made, counts }) {
    const [[lat, lon, , , , metres, said, within, status]] = marks;
    const { palette } = state;
    const several = marks.length > 1;
    const records = marks.reduce((sum, mark) => sum + mark[4], 0);
    const radius = Math.min(11, 5 + Math.sqrt(records));
    const shift = L.point(radius + 3, -radius - 3);
    const { colour, square, fillOpacity, weight } = STATUS[marks.every((mark) => mark[8] === status) ? status : ""] || PALE;
    const full = fillOpacity > 0.5;
    const text = several ? `${records} compounds at ${marks.length} places; a click zooms in` : precisely(said, within);
    const disc = new state.Diamond([lat, lon], {
      radius, shift, square, weight, fillOpacity, color: palette[colour], fillColor: palette[colour],
      dashArray: several || metres ? "3 2" : null,
      count: String(records), size: 10, ink: full ? palette.paper : palette.ink, edge: full ? palette[colour] : palette.paper,
    }).bindTooltip(told(marks.map((mark) => placeOf("compounds", mark)).join(TOGETHER), text), { className: "atlas-tip", offset: shift });
    if (several) disc.on("click", () => zoomInto(marks));
    made.push(disc);
    if (records > 1) counts.push(disc);
  }

  function badge(mark, layers) {
    const [lat, lon, , , records, , said] = mark;
    const icon = L.divIcon({ className: "badge", html: String(records), iconSize: [22, 18] });
    layers.marks.push(L.marker([lat, lon], { icon, keyboard: false, pane: "counts" }).bindTooltip(told(placeOf("province", mark), said), { className: "atlas-tip" }));
  }

  // Lays each kind of mark on the map: halos lie below all marks of their kind.
  function draw(kinds = ["raids", "compounds", "provincial"]) {
    const { data, groups, counts, map, palette } = state;
    const made = Object.fromEntries(kinds.map((kind) => [kind, { halos: [], marks: [], counts: [] }]));
    if (made.raids) data.r.forEach((mark) => circle(mark, made.raids));
    if (made.compounds) {
      made.compounds.halos = data.c.filter((mark) => mark[5]).map((mark) => halo(mark, palette.compound));
      gather(data.c, map.getZoom()).forEach((marks) => diamond(marks, made.compounds));
    }
    if (made.provincial) data.a.forEach((mark) => badge(mark, made.provincial));
    for (const kind of kinds) counts[kind] = made[kind].counts;
    placeCounts();
    for (const [kind, { halos, marks }] of Object.entries(made)) {
      groups[kind].clearLayers();
      [...halos, ...marks].forEach((layer) => groups[kind].addLayer(layer));
    }
    placeBadges();
    drawRing();
  }

  // A number of a province steps aside where it would lie upon the name of a town or another number.
  function placeBadges() {
    const { groups, map } = state;
    const box = ({ left, top, right, bottom }) => [left - 2, top - 2, right + 2, bottom + 2];
    const towns = [...map.getPane("towns").querySelectorAll(".town")];
    const taken = towns.flatMap((town) => [town, town.firstChild]).map((part) => box(part.getBoundingClientRect()));
    const origin = map.getContainer().getBoundingClientRect();
    for (const mark of [...state.counts.raids, ...state.counts.compounds].filter((each) => each.options.text)) {
      const at = map.latLngToContainerPoint(mark.getLatLng()).add(mark.options.shift).add([origin.x, origin.y]);
      taken.push([at.x - 8, at.y - 7, at.x + 8, at.y + 7]);
    }
    for (const marker of groups.provincial.getLayers()) {
      const icon = marker.getElement();
      if (!icon) continue;
      icon.style.translate = "none";
      const own = icon.getBoundingClientRect();
      const free = ([x, y]) => taken.every(([left, top, right, bottom]) =>
        own.right + x < left || own.left + x > right || own.bottom + y < top || own.top + y > bottom);
      const [x, y] = ASIDE.find(free) || [0, 0];
      icon.style.translate = `${x}px ${y}px`;
      taken.push(box(icon.getBoundingClientRect()));
      marker.options.shift = L.point(x, y);
      marker.getTooltip().options.offset = marker.options.shift;
    }
  }

  function drawnAt(place) {
    const kinds = [state.groups.raids, state.groups.compounds, state.groups.provincial];
    const names = (layer) => {
      const text = document.createElement("template");
      text.innerHTML = layer.getTooltip() ? layer.getTooltip().getContent() : "";
      const id = text.content.querySelector("[hidden]");
      return id && parted(id.textContent.trim()).some((one) => parted(place).includes(one));
    };
    return kinds.flatMap((group) => group.getLayers()).find(names);
  }

  function parted(place) {
    return place.split(TOGETHER);
  }

  // The open record's mark has a ring; where the filter leaves it none, the ring stands alone.
  function drawRing() {
    const { map, palette, open } = state;
    if (state.ring) state.ring.remove();
    state.ring = null;
    if (!open) return;
    const mark = drawnAt(open);
    const [, lat, lon] = open.split("@");
    const at = mark ? mark.getLatLng() : lon && L.latLng(lat, lon);
    if (!at) return;
    const { radius = 13, shift = L.point(0, 0) } = mark ? mark.options : {};
    const rim = (color, weight) => new state.Disc(at, { pane: "ring", radius: radius + 6, shift, color, weight, fill: false, interactive: false });
    state.ring = L.layerGroup([rim(palette.paper, 7), rim(palette.ink, 3)]).addTo(map);
  }

  // Rings the place of a record; the map moves only where that is out of view.
  function ring(place) {
    state.open = place;
    drawRing();
    if (state.ring) state.map.panInside(state.ring.getLayers()[0].getLatLng(), { padding: [30, 30], animate: false });
  }

  // The server knows where the record of an address stands.
  function open(query) {
    const record = new URLSearchParams(query).get("record");
    if (state.record === record) return;
    state.record = record;
    if (!record) {
      ring(null);
      return;
    }
    fetchJson(`${state.places}?record=${encodeURIComponent(record)}`).then((place) => {
      if (state.record === record) ring(place);
    }, (error) => console.warn("No place:", error.message));
  }

  function paintProvinces() {
    const { provinces } = state.layers;
    if (provinces) provinces.setStyle(provinceStyle);
  }

  // Provinces are painted anew only where the new answer shades them otherwise.
  function shadeProvinces(before) {
    const { data } = state;
    const legend = state.legend.getContainer();
    const said = ({ s, p, a }) => JSON.stringify([s, p, a.map((mark) => mark[7])]);
    if (before && said(before) === said(data)) return;
    paintProvinces();
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
    const read = () => {
      if (page.location.pathname !== path) return;
      show(page.location.search);
      open(page.location.search);
    };
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

  // The legend stands open beside the country or below it, where there is room; else it is folded.
  function arrange() {
    const { x, y } = state.map.getSize();
    const room = x >= COUNTRY + CARD ? "beside" : x >= COUNTRY && y >= STRIP ? "below" : "none";
    const { legend } = state;
    if (legend.room === room) return;
    legend.room = room;
    legend.setPosition({ beside: "bottomright", below: "bottomleft", none: "topright" }[room]);
    legend.getContainer().classList.toggle("strip", room === "below");
    legend.getContainer().querySelector("details").open = room !== "none";
  }

  // Shows the country in what the controls leave of the map.
  function fit(view) {
    const { map, legend } = state;
    arrange();
    const below = map.getContainer().querySelector(".leaflet-bottom.leaflet-left").offsetHeight;
    const right = legend.room === "beside" ? CARD : 8;
    map.fitBounds(view, { paddingTopLeft: [8, 8], paddingBottomRight: [right, below + 8], animate: false });
  }

  function addLayerControl() {
    const named = Object.entries(LAYERS).map(([label, name]) => [label, state.groups[name]]);
    const control = L.control.layers(null, Object.fromEntries(named), { position: "topright" }).addTo(state.map);
    L.DomEvent.on(control.getContainer(), "keydown", ({ key }) => {
      if (key !== "Escape") return;
      control.collapse();
      control.getContainer().querySelector("a").focus();
    });
    state.map.on("overlayadd overlayremove", () => {
      paintProvinces();
      placeBadges();
    });
  }

  function addLegend(html) {
    const legend = L.control({ position: "topright" });
    legend.onAdd = () => {
      const box = legend.getContainer() || L.DomUtil.create("div", "atlas-legend");
      if (!box.firstChild) box.innerHTML = html;
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    };
    state.legend = legend.addTo(state.map);
  }

  window.atlas = {
    state, show, read, applyTheme, ring, parted,
    files: null, // Address to text, in a map that was taken away.
    narrow: (query) => query, // The query whose marks are drawn for that of the page.
    parts: [], // What else is added to the map: each is called with it and its settings.
    base(map, settings) {
      const { assets, marks, places, legend, credit, view, tiles } = settings;
      Object.assign(state, { map, marks, places });
      state.Disc = Disc();
      state.Diamond = Diamond();
      map.attributionControl.setPrefix("").addAttribution(credit);
      // Groups that pass clicks on: streamlit-folium listens to what is on the map by now.
      for (const name of Object.values(LAYERS)) state.groups[name] = L.featureGroup().addTo(map);
      addLayerControl();
      pane("towns", 450);
      map.createPane("counts").style.zIndex = 640;
      pane("ring", 645);
      map.getContainer().classList.add("atlas-map");
      map.getContainer().setAttribute("role", "region");
      map.getContainer().setAttribute("aria-label", "Map; its records stand in a list beside it");
      if (map.getSize().x < COUNTRY) lower(map);
      L.control.scale({ imperial: false }).addTo(map);
      addLegend(legend);
      window.atlas.parts.forEach((part) => part(map, settings));
      fit(view);
      // The page may give the frame its last width only after this; what a reader has moved stays.
      const moved = new AbortController();
      for (const by of ["pointerdown", "wheel", "keydown"]) map.getContainer().addEventListener(by, () => moved.abort(), { passive: true });
      new ResizeObserver(() => map.invalidateSize()).observe(map.getContainer());
      map.on("resize", () => { if (!moved.signal.aborted) fit(view); });
      if (tiles) {
        state.tiled = true;
        L.tileLayer(tiles.url, { attribution: tiles.credit, referrerPolicy: "no-referrer" }).addTo(map);
      }
      map.on("zoomend", () => { if (state.data) draw(["compounds"]); });
      applyTheme();
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
