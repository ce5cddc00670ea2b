// The map in the browser: a base that is drawn once, and the marks of one filter.
(function () {
  "use strict";

  // The only colours of the map: the style sheet has them as --sea, --shade-1 and so on. Marks
  // stand out 3:1 from all that they lie on, and texts 4.5:1.
  const PALETTES = {
    light: {
      sea: "#dfe9ee", abroad: "#f1efe9", water: "#bcd3de", line: "#8c8a84",
      shades: ["#fbfaf7", "#f3e3c3", "#ebc88f", "#dfa860", "#d0853a"], unknown: "#c9ced6",
      raid: "#7a1f3d", compound: "#164b70", running: "#0a4d2e", ink: "#26221d", quiet: "#57524b", paper: "#ffffff",
    },
    dark: {
      sea: "#10181d", abroad: "#1b1e20", water: "#2f4653", line: "#7d8488",
      shades: ["#24282a", "#3a3224", "#534323", "#6b5427", "#84652c"], unknown: "#4a525e",
      raid: "#ffb3c6", compound: "#8ed0fa", running: "#86e8a8", ink: "#f2efe9", quiet: "#bdb9b1", paper: "#15191c",
    },
  };
  const COUNTRY = 510; // Pixels of width that the country is to have, and to either side of it
  const CARD = 264; // those of a legend that stands open there;
  const STRIP = 600; // pixels of height of a map that has room for one below the country.
  const NEAR = 8; // Zoom from which towns have room for their name in Khmer.
  const LAYERS = {
    "Shades of provinces": "shades", "Towns": "towns", "Compounds": "compounds",
    "Known to the province only": "provincial", "Raids": "raids",
  };
  const AWAY = 14; // Pixels from the middle of a mark to what is told of it above or below.
  const POLL = 100; // Milliseconds between looks at the address, in a browser that tells of no change.
  const state = { map: null, counts: { raids: [], compounds: [] }, ring: null, open: null, clicked: null, record: null, palette: PALETTES.light, layers: {}, groups: {}, legend: null, tiled: false, data: null, marks: "", query: null, text: null };

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
    if (state.data) window.atlas.draw();
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
    const fillColor = shade === null ? palette.unknown : palette.shades[shade];
    const fill = { fillColor, fillOpacity: state.tiled ? (shade === 0 ? 0 : 0.5) : 1 };
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
      window.atlas.placeNumbers();
    };
    state.map.on("zoomend", show);
    show();
  }

  // A click opens a place; where it has but one record, the page puts that into its address.
  function clicked({ propagatedFrom }) {
    state.clicked = propagatedFrom.options.place;
    window.atlas.ring(state.clicked);
  }

  // The server knows where the record of an address stands.
  function open(query) {
    const record = new URLSearchParams(query).get("record");
    if (state.record === record) return;
    state.record = record;
    if (!record) {
      window.atlas.ring(state.clicked);
      return;
    }
    fetchJson(`${state.places}?record=${encodeURIComponent(record)}`).then((place) => {
      if (state.record === record) window.atlas.ring(place);
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
    const [title, steps, , unknown] = data.s;
    const signs = steps.map((step, at) => [`shade-${at}`, step]);
    if (unknown) signs.push(["shade-unknown", unknown]);
    legend.querySelector(".shaded").textContent = `${title}, by province`;
    legend.querySelector(".steps").replaceChildren(...signs.map(([name, said]) => {
      const line = L.DomUtil.create("li");
      L.DomUtil.create("b", `shade ${name}`, line);
      line.append(said);
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
    window.atlas.draw();
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

  // Leaflet focuses a map that is pressed: a page that scrolled to it then would lose the click.
  function keepInPlace(container) {
    container.focus = (options) => HTMLElement.prototype.focus.call(container, { preventScroll: true, ...options });
  }

  // What is told of a mark lies wholly within the map: where there is room at neither side of
  // the mark, above or below it.
  const beside = L.Tooltip.prototype._setPosition;
  L.Tooltip.include({
    _setPosition(at) {
      beside.call(this, at);
      const own = this._container.getBoundingClientRect();
      const all = this._map.getContainer().getBoundingClientRect();
      const x = Math.max(all.left - own.left, 0) || Math.min(all.right - own.right, 0);
      const up = own.top + own.bottom > all.top + all.bottom;
      const aside = x && (up ? -1 : 1) * (own.height / 2 + AWAY);
      const y = aside || Math.max(all.top - own.top, 0) || Math.min(all.bottom - own.bottom, 0);
      L.DomUtil.setPosition(this._container, L.DomUtil.getPosition(this._container).add([x, y]));
    },
  });

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
    const box = legend.getContainer();
    if (legend.room !== room) {
      legend.room = room;
      legend.setPosition({ beside: "bottomright", below: "bottomleft", none: "topright" }[room]);
      box.classList.toggle("strip", room === "below");
      box.querySelector("details").open = room !== "none";
    }
    box.style.maxHeight = room === "none" ? `${lowest(state.map).offsetTop - box.offsetTop - 16}px` : "";
  }

  function lowest(map) {
    return map.getContainer().querySelector(".leaflet-bottom.leaflet-left");
  }

  // Shows the country in what the controls leave of the map.
  function fit(view) {
    const { map, legend } = state;
    arrange();
    const right = legend.room === "beside" ? CARD : 8;
    // Before they have their looks, the controls can be higher than the map.
    const below = Math.min(lowest(map).offsetHeight + 8, map.getSize().y / 2);
    map.fitBounds(view, { paddingTopLeft: [8, 8], paddingBottomRight: [right, below], animate: false });
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
      window.atlas.placeNumbers();
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
    state, show, read, applyTheme,
    files: null, // Address to text, in a map that was taken away.
    narrow: (query) => query, // The query whose marks are drawn for that of the page.
    parts: [], // What else is added to the map: each is called with it and its settings.
    base(map, settings) {
      const { assets, marks, places, legend, credit, view, tiles } = settings;
      Object.assign(state, { map, marks, places });
      // Streamlit-folium counts clicks, for its server from none: so nothing is told before the first.
      if (window.__GLOBAL_DATA__) window.__GLOBAL_DATA__.last_object_clicked_count = null;
      map.attributionControl.setPrefix("").addAttribution(credit);
      // Groups that pass clicks on: streamlit-folium listens to what is on the map by now.
      for (const name of Object.values(LAYERS)) state.groups[name] = L.featureGroup().on("click", clicked).addTo(map);
      addLayerControl();
      pane("towns", 450);
      pane("numbers", 635);
      state.numbers = L.layerGroup().addTo(map);
      map.createPane("counts").style.zIndex = 640;
      pane("ring", 645);
      map.getContainer().classList.add("atlas-map");
      keepInPlace(map.getContainer());
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
      const again = () => { if (moved.signal.aborted) arrange(); else fit(view); };
      map.on("resize", again);
      new ResizeObserver(again).observe(lowest(map)); // It grows with its looks and the legend's words.
      if (tiles) {
        state.tiled = true;
        L.tileLayer(tiles.url, { attribution: tiles.credit, referrerPolicy: "no-referrer" }).addTo(map);
      }
      map.on("zoomend", () => { if (state.data) window.atlas.draw(["compounds"]); });
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
