// The map in the browser: a base that is drawn once, and the marks of one filter.
(function () {
  "use strict";

  const PALETTES = {
    light: {
      sea: "#dfe9ee", abroad: "#f1efe9", land: "#fbfaf7", water: "#bcd3de", border: "#8c8a84",
      shades: ["#fbfaf7", "#f3e3c3", "#e8c286", "#d99a4e", "#bf6f25"],
      raid: "#7a1f3d", compound: "#1f5f8b", halo: "#7a1f3d", ink: "#26221d", paper: "#ffffff",
    },
    dark: {
      sea: "#10181d", abroad: "#1b1e20", land: "#24282a", water: "#2f4653", border: "#7d8488",
      shades: ["#24282a", "#3d3526", "#5c4a28", "#84652c", "#b38a3b"],
      raid: "#ff8fab", compound: "#7cc4f5", halo: "#ff8fab", ink: "#f2efe9", paper: "#15191c",
    },
  };
  const STATUS_OPEN = ["operating", "reopened", "reported"];
  const WIDE = 620; // Pixels of map from which the legend stands open beside the country.
  const POLL = 100; // Milliseconds between looks at the address, in a browser that tells of no change.
  const state = { map: null, counts: [], palette: PALETTES.light, layers: {}, data: null, group: null, marks: "", query: null, text: null };

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
    document.documentElement.classList.toggle("atlas-dark", dark);
    state.map.getContainer().style.background = state.palette.sea;
    const { backdrop, lines, provinces } = state.layers;
    if (backdrop) backdrop.setStyle(backdropStyle);
    if (lines) lines.setStyle(backdropStyle);
    if (provinces) provinces.setStyle(provinceStyle);
    if (state.data) draw();
  }

  function backdropStyle(feature) {
    const { palette } = state;
    switch (feature.properties.kind) {
      case "land": return { stroke: false, fillColor: palette.abroad, fillOpacity: 1 };
      case "lake": return { stroke: false, fillColor: palette.water, fillOpacity: 1 };
      case "river": return { color: palette.water, weight: 1.2, fill: false };
      default: return { color: palette.border, weight: 1, fill: false, dashArray: "5 3" };
    }
  }

  function provinceStyle(feature) {
    const { palette, data } = state;
    const [shade] = (data && data.p[feature.properties.province_code]) || [0];
    return { color: palette.border, weight: 0.8, fillColor: palette.shades[shade], fillOpacity: 1 };
  }

  function provinceText(layer) {
    const { name, name_kh, province_code } = layer.feature.properties;
    const [, raids] = (state.data && state.data.p[province_code]) || [0, 0];
    const text = document.createElement("span");
    text.textContent = `${name} · ${name_kh} · ${raids === 1 ? "1 raid" : `${raids} raids`}`;
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
    return files ? Promise.resolve(files[url]) : fetch(url).then((answer) => answer.text());
  }

  function fetchJson(url) {
    return read(url).then(JSON.parse);
  }

  function addBackdrop(collection) {
    const only = (kinds) => ({ ...collection, features: collection.features.filter((f) => kinds.includes(f.properties.kind)) });
    const options = (kinds, name, zIndex) => ({
      pane: pane(name, zIndex), renderer: L.canvas({ pane: name, padding: 0.5 }), interactive: false, style: backdropStyle,
    });
    state.layers.backdrop = L.geoJSON(only(["land"]), options(["land"], "land", 210)).addTo(state.map);
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
    const show = () => {
      const zoom = state.map.getZoom();
      for (const { from, marker } of towns) {
        if (zoom >= from) marker.addTo(state.map); else marker.remove();
      }
    };
    state.map.on("zoomend", show);
    show();
  }

  const Diamond = () => L.CircleMarker.extend({
    // Beside the raids of the same point, not upon them.
    _project() {
      this._point = this._map.latLngToLayerPoint(this._latlng).add(this.options.shift);
      this._updateBounds();
    },
    _updatePath() {
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

  function count(latlng, text, className, shift) {
    const icon = L.divIcon({ className, html: String(text), iconSize: [40, 16], iconAnchor: [20 - shift.x, 8 - shift.y] });
    const marker = L.marker(latlng, { icon, interactive: false, keyboard: false, pane: "counts" });
    return { marker, latlng, shift };
  }

  // A count that would lie upon a larger mark's count is left out at this zoom.
  function showCounts() {
    const taken = [];
    for (const { marker, latlng, shift } of state.counts) {
      const at = state.map.latLngToLayerPoint(latlng).add(shift);
      const free = taken.every((other) => other.distanceTo(at) > 15);
      if (free) taken.push(at);
      if (free) state.group.addLayer(marker); else state.group.removeLayer(marker);
    }
  }

  function circle([lat, lon, radius, style, records, halo, html], layers) {
    const { palette } = state;
    if (halo) {
      layers.halos.push(L.circle([lat, lon], { radius: halo, stroke: false, fillColor: palette.halo, fillOpacity: 0.07, interactive: false }));
    }
    const known = style === "known";
    layers.marks.push(L.circleMarker([lat, lon], {
      radius: style === "none" ? 4 : radius,
      color: palette.raid,
      weight: style === "least" ? 2.5 : 1.5,
      dashArray: halo ? "3 3" : null,
      fillColor: palette.raid,
      fillOpacity: known ? 0.5 : style === "least" ? 0.16 : 0.02,
    }).bindTooltip(html, { className: "atlas-tip" }));
    if (records > 1 && radius >= 9) layers.counts.push(count([lat, lon], records, "count", L.point(0, 0)));
  }

  function diamond([lat, lon, , , records, halo, html, status], layers) {
    const { palette } = state;
    const radius = Math.min(11, 5 + Math.sqrt(records));
    const shift = L.point(radius + 3, -radius - 3);
    layers.marks.push(new state.Diamond([lat, lon], {
      radius, shift, color: palette.compound, weight: 1.5, dashArray: halo ? "3 2" : null,
      fillColor: palette.compound, fillOpacity: !status || STATUS_OPEN.includes(status) ? 0.75 : 0.15,
    }).bindTooltip(html, { className: "atlas-tip", offset: shift }));
    if (records > 1) layers.counts.push(count([lat, lon], records, "count compounds", shift));
  }

  function badge([lat, lon, , , records, , html], layers) {
    const icon = L.divIcon({ className: "badge", html: String(records), iconSize: [22, 18] });
    layers.badges.push(L.marker([lat, lon], { icon, keyboard: false, pane: "counts" }).bindTooltip(html, { className: "atlas-tip" }));
  }

  function draw() {
    const layers = { halos: [], marks: [], counts: [], badges: [] };
    state.data.r.forEach((mark) => circle(mark, layers));
    state.data.c.forEach((mark) => diamond(mark, layers));
    state.data.a.forEach((mark) => badge(mark, layers));
    state.group.clearLayers();
    [...layers.halos, ...layers.marks, ...layers.badges].forEach((layer) => state.group.addLayer(layer));
    state.counts = layers.counts;
    showCounts();
  }

  // Draw the marks of an address; an answer that comes after a later question is not drawn.
  function show(query) {
    const asked = window.atlas.narrow(query);
    if (state.query === asked) return Promise.resolve();
    state.query = asked;
    return read(state.marks + asked).then((text) => {
      if (state.query === asked) take(text);
    });
  }

  function take(text) {
    if (state.text === text) return;
    state.text = text;
    state.data = JSON.parse(text);
    if (state.layers.provinces) state.layers.provinces.setStyle(provinceStyle);
    draw();
  }

  // What the page sends ahead: the query that its address is about to have, and its marks.
  function listen(path) {
    const line = new WebSocket(path);
    line.addEventListener("message", ({ data }) => {
      const end = data.indexOf("\n");
      const query = data.slice(0, end);
      if (window.atlas.narrow(query) !== query) return;
      state.query = query;
      take(data.slice(end + 1));
    });
  }

  // The filter stands in the address of the page around the map. The map reads it there, and so
  // draws at once, while the page itself still waits for its server.
  function follow(page) {
    const path = page.location.pathname;
    const read = () => { if (page.location.pathname === path) show(page.location.search); };
    const left = new AbortController();
    window.addEventListener("pagehide", () => left.abort());
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

  function addLegend(html) {
    const legend = L.control({ position: "bottomright" });
    legend.onAdd = () => {
      const box = L.DomUtil.create("div", "atlas-legend");
      box.innerHTML = html;
      if (state.map.getSize().x < WIDE) box.querySelector("details").open = false;
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
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
      const { assets, marks, live, legend, credit, view } = settings;
      state.map = map;
      state.marks = marks;
      state.group = L.featureGroup().addTo(map);
      state.Diamond = Diamond();
      map.attributionControl.setPrefix("").addAttribution(credit);
      pane("towns", 450);
      map.createPane("counts").style.zIndex = 640;
      const narrow = map.getSize().x < WIDE;
      if (narrow) lower(map);
      const beside = narrow ? 8 : 200;
      map.fitBounds(view, { paddingTopLeft: [8, 8], paddingBottomRight: [beside, 8], animate: false });
      map.on("zoomend", showCounts);
      applyTheme();
      addLegend(legend);
      window.atlas.parts.forEach((part) => part(map, settings));
      if (window.atlas.files) {
        show("");
      } else {
        follow(window.parent);
        listen(live);
      }
      fetchJson(`${assets}/basemap.geojson`).then(addBackdrop);
      fetchJson(`${assets}/provinces.geojson`).then(addProvinces);
      fetchJson(`${assets}/towns.geojson`).then(addTowns);
      if (window.Streamlit) window.Streamlit.events.addEventListener("streamlit:render", () => setTimeout(applyTheme));
    },
  };
})();
