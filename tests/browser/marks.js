// What the map holds and shows, asked inside its frame.
() => {
  if (!window.map) return null;
  const marks = [];
  const layers = [];
  map.eachLayer((layer) => layers.push(layer));
  for (const layer of layers) {
    const tooltip = layer.getTooltip();
    if (!tooltip || !layer.getLatLng || typeof tooltip._content !== "string") continue;
    const text = document.createElement("template");
    text.innerHTML = tooltip._content;
    text.content.querySelector("[hidden]").remove();
    const { lat, lng } = layer.getLatLng();
    const shift = layer.options.shift ?? L.point(0, 0);
    const { x, y } = map.latLngToContainerPoint([lat, lng]).add(shift);
    const kind = !layer.options.icon ? (shift.x ? "compound" : "raid") : "province";
    const { radius, color } = layer.options;
    marks.push({ kind, lat, lon: lng, x, y, radius: radius ?? 9, color, label: text.content.textContent });
  }
  const provinces = {};
  // A tooltip of a group is made for each of its layers when it is shown.
  map.eachLayer((group) => {
    const content = group.eachLayer && group.getTooltip()?._content;
    if (typeof content !== "function") return;
    group.eachLayer((layer) => { provinces[layer.feature.properties.province_code] = content(layer).textContent; });
  });
  // Pixels that have the very colour of a kind's rims.
  const canvas = document.querySelector(".leaflet-overlay-pane canvas");
  const pixels = {};
  for (const { kind, color } of marks) {
    if (!color || kind in pixels || !canvas) continue;
    const [r, g, b] = color.match(/\w\w/g).map((part) => parseInt(part, 16));
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const near = (at) => Math.abs(data[at] - r) + Math.abs(data[at + 1] - g) + Math.abs(data[at + 2] - b) < 12;
    pixels[kind] = 0;
    for (let at = 0; at < data.length; at += 4) pixels[kind] += data[at + 3] === 255 && near(at);
  }
  const { clientWidth, clientHeight } = map.getContainer();
  const fits = map.getSize().equals(L.point(clientWidth, clientHeight)) && clientWidth === window.innerWidth;
  return { marks, provinces, pixels, fits };
}
