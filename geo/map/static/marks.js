// The marks of the map: how each kind is drawn, and which of them share one or step aside.
(function () {
  "use strict";

  const { state } = window.atlas;
  // How a diamond is drawn for what was last stated of its compounds; any other is pale.
  const FULL = { colour: "compound", fillOpacity: 0.85, weight: 1.5 };
  const RUNNING = { ...FULL, colour: "running", square: true };
  const RAIDED = { colour: "compound", fillOpacity: 0, weight: 3 };
  const SHUT = { ...RAIDED, weight: 1.2 };
  const STATUS = { reported: FULL, operating: RUNNING, reopened: RUNNING, raided: RAIDED, closed: SHUT, cleared: SHUT };
  const PALE = { ...SHUT, fillOpacity: 0.3 };
  const CLOSE = 18; // Pixels within which compounds share a mark.
  const TOGETHER = "+"; // Between the places that share one.
  // Pixels by which a province's number may step aside, the nearest first: so few that it stays in it.
  const ASIDE = Array.from({ length: 25 * 25 }, (_, at) => [2 * (at % 25) - 24, 2 * Math.floor(at / 25) - 24])
    .sort((one, other) => Math.hypot(...one) - Math.hypot(...other));

  // A mark with how many records stand at it, written on the same canvas.
  const Disc = L.CircleMarker.extend({
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

  const Diamond = Disc.extend({
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
    const disc = new Disc([lat, lon], {
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
    const { colour, square, fillOpacity, weight: rim } = STATUS[marks.every((mark) => mark[8] === status) ? status : ""] || PALE;
    const full = fillOpacity > 0.5;
    const weight = several ? Math.max(rim, 2.2) : rim;
    const text = several ? `${records} compounds at ${marks.length} places; a click zooms in` : precisely(said, within);
    const disc = new Diamond([lat, lon], {
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
    const box = ({ left, top, right, bottom }) => [left - 1, top - 1, right + 1, bottom + 1];
    const towns = [...map.getPane("towns").querySelectorAll(".town")];
    const names = towns.flatMap((town) => [town, town.firstChild]).map((part) => box(part.getBoundingClientRect()));
    const origin = map.getContainer().getBoundingClientRect();
    const numbers = [...state.counts.raids, ...state.counts.compounds].filter((mark) => mark.options.text).map((mark) => {
      const { x, y } = map.latLngToContainerPoint(mark.getLatLng()).add(mark.options.shift).add([origin.x, origin.y]);
      return [x - 8, y - 7, x + 8, y + 7];
    });
    for (const marker of groups.provincial.getLayers()) {
      const icon = marker.getElement();
      if (!icon) continue;
      icon.style.translate = "none";
      const own = icon.getBoundingClientRect();
      const free = (taken) => ([x, y]) => taken.every(([left, top, right, bottom]) =>
        own.right + x < left || own.left + x > right || own.bottom + y < top || own.top + y > bottom);
      const [x, y] = ASIDE.find(free([...names, ...numbers])) || ASIDE.find(free(names)) || ASIDE[0];
      icon.style.translate = `${x}px ${y}px`;
      numbers.push(box(icon.getBoundingClientRect()));
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
    const rim = (color, weight) => new Disc(at, { pane: "ring", radius: radius + 6, shift, color, weight, fill: false, interactive: false });
    state.ring = L.layerGroup([rim(palette.paper, 7), rim(palette.ink, 3)]).addTo(map);
  }

  // Rings the place of a record; the map moves only where that is out of view.
  function ring(place) {
    state.open = place;
    drawRing();
    if (state.ring) state.map.panInside(state.ring.getLayers()[0].getLatLng(), { padding: [30, 30], animate: false });
  }

  Object.assign(state, { Disc, Diamond });
  Object.assign(window.atlas, { draw, ring, parted, placeBadges });
})();
