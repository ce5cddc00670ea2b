// The marks of the map: how each kind is drawn, and which of them share one or step aside.
(function () {
  "use strict";

  const { state } = window.atlas;
  // How a diamond is drawn for what was last stated of its compounds; any other is pale.
  const FULL = { colour: "compound", fillOpacity: 0.85, weight: 1.5 };
  const RUNNING = { ...FULL, colour: "running", square: true };
  const RAIDED = { colour: "compound", fillOpacity: 0, weight: 3 };
  const SHUT = { ...RAIDED, weight: 1.8 };
  const STATUS = { reported: FULL, operating: RUNNING, reopened: RUNNING, raided: RAIDED, closed: SHUT, cleared: SHUT };
  const PALE = { ...SHUT, fillOpacity: 0.3 };
  const APART = 1.5; // Pixels of paper on either side of a mark's rim.
  const CLOSE = 18; // Pixels within which compounds share a mark.
  const RIM = 4; // Pixels beyond its circle to which the middle of a number may step aside.
  const GAP = 3; // Pixels at least between two numbers.
  const TOGETHER = "+"; // Between the places that share one.
  // Pixels by which a number may step aside, the nearest first: so few that a province's stays in it.
  const ASIDE = Array.from({ length: 25 * 25 }, (_, at) => [2 * (at % 25) - 24, 2 * Math.floor(at / 25) - 24])
    .sort((one, other) => Math.hypot(...one) - Math.hypot(...other));

  // A circle may stand beside its point, not upon the others there.
  const Shifted = L.CircleMarker.extend({
    _project() {
      this._point = this._map.latLngToLayerPoint(this._latlng).add(this.options.shift);
      this._updateBounds();
    },
    _updatePath() {
      const { _drawing: drawing, _ctx: context } = this._renderer;
      if (drawing && !this._empty()) this._paint(context, this._point);
    },
  });

  // A mark: a line of paper on either side of its rim keeps it apart from all that it lies on.
  const Disc = Shifted.extend({
    _clickTolerance() {
      return Shifted.prototype._clickTolerance.call(this) + APART;
    },
    _trace(context, { x, y }) {
      context.arc(x, y, this._radius, 0, 2 * Math.PI);
    },
    _paint(context, at) {
      context.beginPath();
      this._trace(context, at);
      context.closePath();
      context.globalAlpha = 1;
      context.setLineDash([]);
      context.lineWidth = this.options.weight + 2 * APART;
      context.strokeStyle = state.palette.paper;
      context.stroke();
      this._renderer._fillStroke(context, this);
    },
  });

  const Diamond = Disc.extend({
    _trace(context, { x, y }) {
      const radius = this._radius;
      const half = 0.8 * radius;
      const corners = this.options.square
        ? [[half, half], [-half, half], [-half, -half], [half, -half]]
        : [[radius, 0], [0, radius], [-radius, 0], [0, -radius]];
      corners.forEach(([right, down]) => context.lineTo(x + right, y + down));
    },
  });

  // How many records stand at a mark, written above all marks and towns.
  const Count = Shifted.extend({
    options: { pane: "numbers", radius: 12, interactive: false },
    _paint(context, { x, y }) {
      const { count, size, edge, ink } = this.options;
      context.globalAlpha = 1;
      context.setLineDash([]);
      context.font = `600 ${size}px "Noto Sans Khmer", system-ui, sans-serif`;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineJoin = "round";
      context.lineWidth = 3;
      context.strokeStyle = edge;
      context.fillStyle = ink;
      context.strokeText(count, x, y);
      context.fillText(count, x, y);
    },
  });

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

  // Within which a place is known to lie: a line, since fills would add up where places lie close.
  // A gathered mark's own rim says it for all of its cell.
  function halo([lat, lon, , , , metres, , within], colour) {
    const gathered = typeof within === "number";
    return L.circle([lat, lon], {
      radius: metres, stroke: !gathered, color: colour, weight: 1, dashArray: "1 4", fill: gathered, fillColor: colour, fillOpacity: 0.07, interactive: false,
    });
  }

  function circle(mark, { halos, marks, counts }) {
    const [lat, lon, radius, style, records, metres, said, within] = mark;
    const { palette } = state;
    if (metres) halos.push(halo(mark, palette.raid));
    const place = placeOf("raids", mark);
    const disc = new Disc([lat, lon], {
      place, radius: style === "none" ? 3 : radius,
      color: palette.raid,
      weight: { known: 2, least: 3, none: 1.5 }[style],
      dashArray: metres ? "3 3" : null,
      fillColor: palette.raid,
      fillOpacity: style === "known" ? 0.4 : 0,
      count: records, size: 12, ink: palette.ink, edge: palette.paper, shift: L.point(0, 0),
      reach: typeof within === "number" ? 0 : radius + RIM,
    }).bindTooltip(told(place, precisely(said, within)), { className: "atlas-tip" });
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
    const place = marks.map((mark) => placeOf("compounds", mark)).join(TOGETHER);
    const disc = new Diamond([lat, lon], {
      place, radius, shift, square, weight, fillOpacity, color: palette[colour], fillColor: palette[colour],
      dashArray: several || metres ? "3 2" : null,
      count: records, size: 10, reach: 0, ink: full ? palette.paper : palette.ink, edge: full ? palette[colour] : palette.paper,
    }).bindTooltip(told(place, text), { className: "atlas-tip", offset: shift });
    if (several) disc.on("click", () => zoomInto(marks));
    made.push(disc);
    if (records > 1) counts.push(disc);
  }

  function badge(mark, layers) {
    const [lat, lon, , , records, , said] = mark;
    const icon = L.divIcon({ className: "badge", html: String(records), iconSize: [22, 18] });
    const place = placeOf("province", mark);
    layers.marks.push(L.marker([lat, lon], { place, icon, keyboard: false, pane: "counts" }).bindTooltip(told(place, said), { className: "atlas-tip" }));
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
    for (const [kind, { halos, marks }] of Object.entries(made)) {
      groups[kind].clearLayers();
      [...halos, ...marks].forEach((layer) => groups[kind].addLayer(layer));
    }
    placeNumbers();
    drawRing();
  }

  // Numbers step aside where they would lie upon the name of a town or another number: that of
  // most records the least. One of a circle stays on it, and is left out at this zoom where it
  // cannot; one that fills its mark cannot step aside, and so comes first and may lie upon a name.
  function placeNumbers() {
    const { counts, groups, map } = state;
    const towns = [...map.getPane("towns").querySelectorAll(".town")];
    const names = towns.flatMap((town) => [town, town.firstChild]).map((part) => box(part.getBoundingClientRect(), 1));
    const numbers = [];
    // The nearest way in which a box is off all others.
    const aside = (own, reach, taken) => ASIDE.find(([x, y]) => Math.hypot(x, y) <= reach && taken.every(({ left, top, right, bottom }) =>
      own.right + x < left || own.left + x > right || own.bottom + y < top || own.top + y > bottom));
    const origin = map.getContainer().getBoundingClientRect();
    const marks = ["raids", "compounds"].filter((kind) => map.hasLayer(groups[kind])).flatMap((kind) => counts[kind]);
    state.numbers.clearLayers();
    for (const mark of marks.sort(({ options: one }, { options: other }) => (one.reach > 0) - (other.reach > 0) || other.count - one.count)) {
      const { count, size, shift, reach, ink, edge } = mark.options;
      const { x, y } = map.latLngToContainerPoint(mark.getLatLng()).add(shift).add([origin.x, origin.y]);
      const [half, high] = [0.32 * size * String(count).length, 0.4 * size];
      const own = { left: x - half, top: y - high, right: x + half, bottom: y + high };
      const by = aside(own, reach, reach ? [...names, ...numbers] : numbers);
      if (!by) continue;
      numbers.push(box(own, GAP, by));
      state.numbers.addLayer(new Count(mark.getLatLng(), { count, size, ink, edge, shift: shift.add(by) }));
    }
    for (const marker of groups.provincial.getLayers()) {
      const icon = marker.getElement();
      if (!icon) continue;
      icon.style.translate = "none";
      const own = icon.getBoundingClientRect();
      const by = aside(own, Infinity, [...names, ...numbers]) || aside(own, Infinity, names) || [0, 0];
      icon.style.translate = by.map((pixels) => `${pixels}px`).join(" ");
      numbers.push(box(own, GAP, by));
      marker.options.shift = L.point(by);
      marker.getTooltip().options.offset = marker.options.shift;
    }
  }

  // A box with some room around it, where it stands or has stepped aside.
  function box({ left, top, right, bottom }, room, [x, y] = [0, 0]) {
    return { left: left + x - room, top: top + y - room, right: right + x + room, bottom: bottom + y + room };
  }

  // Several, where a reader clicked a mark that has since come apart.
  function drawnAt(place) {
    const kinds = [state.groups.raids, state.groups.compounds, state.groups.provincial];
    const open = parted(place);
    return kinds.flatMap((group) => group.getLayers())
      .filter(({ options }) => options.place && parted(options.place).some((one) => open.includes(one)));
  }

  function parted(place) {
    return place.split(TOGETHER);
  }

  // The marks of the open place have a ring; where the filter leaves a record none, it stands alone.
  function drawRing() {
    const { map, palette, open, record } = state;
    if (state.ring) state.ring.remove();
    state.ring = null;
    if (!open) return;
    const rim = (at, { radius = 13, shift = L.point(0, 0) }) => new Disc(at, {
      pane: "ring", radius: radius + 6, shift, color: palette.ink, weight: 3, fill: false, interactive: false,
    });
    const rims = drawnAt(open).map((mark) => rim(mark.getLatLng(), mark.options));
    const [, lat, lon] = open.split("@");
    if (!rims.length && record && lon) rims.push(rim([lat, lon], {}));
    if (rims.length) state.ring = L.layerGroup(rims).addTo(map);
  }

  // Rings a place; the map moves only where that is out of view.
  function ring(place) {
    state.open = place;
    drawRing();
    if (state.ring) state.map.panInside(state.ring.getLayers()[0].getLatLng(), { padding: [30, 30], animate: false });
  }

  Object.assign(state, { Disc, Diamond });
  Object.assign(window.atlas, { draw, ring, parted, placeNumbers });
})();
