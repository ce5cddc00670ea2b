// The view of the map as a picture: its canvases and texts, and below them what it shows in words.
(function () {
  "use strict";

  const SCALE = 2; // Pixels of the picture for each of the screen.

  // Canvases are drawn anew as on a screen of that many pixels, so that none is blown up.
  function withSharpCanvases(map, compose) {
    const renderers = [];
    map.eachLayer((layer) => { if (layer instanceof L.Canvas) renderers.push(layer); });
    const before = L.Browser.retina;
    L.Browser.retina = true;
    renderers.forEach((renderer) => renderer._update());
    try {
      compose();
    } finally {
      L.Browser.retina = before;
      renderers.forEach((renderer) => renderer._update());
    }
  }

  function level(element) {
    return Number(getComputedStyle(element).zIndex) || 0;
  }

  function opacity(element, root) {
    const own = Number(getComputedStyle(element).opacity);
    return element === root ? own : own * opacity(element.parentElement, root);
  }

  function paintRims(context, style, w, h) {
    const rims = [["Top", -w, -h, w, -h], ["Right", w, -h, w, h], ["Bottom", w, h, -w, h], ["Left", -w, h, -w, -h]];
    for (const [side, ...line] of rims) {
      const width = parseFloat(style[`border${side}Width`]);
      if (!width) continue;
      context.lineWidth = 2 * width; // Half of it falls outside the box, which is cut off.
      context.strokeStyle = style[`border${side}Color`];
      context.beginPath();
      context.moveTo(line[0] / 2, line[1] / 2);
      context.lineTo(line[2] / 2, line[3] / 2);
      context.stroke();
    }
  }

  function paintBox(context, element, origin) {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const { a, b } = new DOMMatrix(style.transform);
    const turn = Math.atan2(b, a);
    // A turned box is larger than itself: its own size is that of its layout.
    const [w, h] = turn ? [parseFloat(style.width), parseFloat(style.height)] : [box.width, box.height];
    const width = parseFloat(style.borderBottomWidth);
    const even = width === parseFloat(style.borderTopWidth);
    const inset = even ? width : 0;
    context.save();
    context.translate(box.x - origin.x + box.width / 2, box.y - origin.y + box.height / 2);
    context.rotate(turn);
    context.beginPath();
    context.roundRect((inset - w) / 2, (inset - h) / 2, w - inset, h - inset, style.borderRadius.endsWith("%") ? w / 2 : parseFloat(style.borderRadius));
    context.fillStyle = style.backgroundColor;
    context.fill();
    if (!even) {
      context.clip();
      paintRims(context, style, w, h);
    } else if (width) {
      context.lineWidth = width;
      context.strokeStyle = style.borderBottomColor;
      context.setLineDash(style.borderBottomStyle === "dashed" ? [3, 2] : []);
      context.stroke();
    }
    context.restore();
  }

  function paintWord(context, word, box, origin, style) {
    context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    context.textBaseline = "alphabetic";
    const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = context.measureText(word);
    const x = box.x - origin.x;
    const y = box.y - origin.y + (box.height - above - below) / 2 + above;
    const [, halo] = /^(rgba?\([^)]*\)) 0px 0px/.exec(style.textShadow) || [];
    if (halo) {
      context.lineWidth = 3;
      context.lineJoin = "round";
      context.setLineDash([]);
      context.strokeStyle = halo;
      context.strokeText(word, x, y);
    }
    context.fillStyle = style.color;
    context.fillText(word, x, y);
  }

  // Word by word, since a text may stand on several lines.
  function paintText(context, node, origin) {
    const style = getComputedStyle(node.parentElement);
    const range = document.createRange();
    for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      paintWord(context, word, range.getBoundingClientRect(), origin, style);
    }
  }

  // An element of the page with all that is in it, as it stands on the screen.
  function paint(context, root, origin) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = root; node; node = walker.nextNode()) {
      const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
      if (!element.checkVisibility()) continue;
      context.globalAlpha = opacity(element, root);
      if (element === node) paintBox(context, element, origin);
      else paintText(context, node, origin);
    }
    context.globalAlpha = 1;
  }

  function paintTown(context, town, origin) {
    const { x, y } = town.getBoundingClientRect();
    const dot = getComputedStyle(town, "::before");
    context.globalAlpha = opacity(town, town);
    context.fillStyle = dot.backgroundColor;
    context.beginPath();
    context.arc(x - origin.x, y - origin.y, parseFloat(dot.width) / 2, 0, 2 * Math.PI);
    context.fill();
    paint(context, town, origin);
  }

  function paintPane(context, pane, origin) {
    for (const child of [...pane.children].sort((a, b) => level(a) - level(b))) {
      if (child.tagName === "CANVAS") {
        const { x, y, width, height } = child.getBoundingClientRect();
        context.drawImage(child, x - origin.x, y - origin.y, width, height);
      } else if (child.classList.contains("town")) {
        paintTown(context, child, origin);
      } else if (child.classList.contains("leaflet-marker-icon")) {
        paint(context, child, origin);
      }
    }
  }

  // What is said below the map: the filter, what the map lacks of it, the legend on lines, whence it all comes.
  function below(container, { sentence, absent, origin }) {
    const box = L.DomUtil.create("div", "atlas-below", container);
    const said = (text, name) => { L.DomUtil.create("p", name, box).textContent = text; };
    said(sentence, "atlas-sentence");
    if (absent) said(absent, "atlas-absent");
    const legend = container.querySelector(".atlas-legend").cloneNode(true);
    legend.querySelector("details").open = true;
    box.append(legend);
    said([origin, container.querySelector(".leaflet-control-attribution").textContent].join(" "), "atlas-origin");
    return box;
  }

  function compose(map, caption) {
    const container = map.getContainer();
    const { clientWidth: width, clientHeight: height } = container;
    const { x, y } = container.getBoundingClientRect();
    const origin = { x: x + container.clientLeft, y: y + container.clientTop };
    const words = below(container, caption);
    const canvas = document.createElement("canvas");
    canvas.width = SCALE * width;
    canvas.height = SCALE * (height + words.offsetHeight);
    const context = canvas.getContext("2d");
    context.scale(SCALE, SCALE);
    context.fillStyle = getComputedStyle(container).backgroundColor;
    context.fillRect(0, 0, width, height);
    withSharpCanvases(map, () => {
      Object.values(map.getPanes()).filter((pane) => pane !== map.getPane("mapPane"))
        .sort((a, b) => level(a) - level(b)).forEach((pane) => paintPane(context, pane, origin));
    });
    container.querySelectorAll(".leaflet-control-scale").forEach((scale) => paint(context, scale, origin));
    context.fillStyle = getComputedStyle(words).backgroundColor;
    context.fillRect(0, height, width, words.offsetHeight);
    paint(context, words, origin);
    words.remove();
    return canvas;
  }

  function download(canvas, name) {
    canvas.toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `${name}.png`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  }

  async function save(map, { caption }) {
    const said = JSON.parse(await atlas.read(caption + (atlas.state.query || "")));
    await document.fonts.ready;
    download(compose(map, said), said.name);
  }

  atlas.parts.push((map, settings) => {
    const control = L.control({ position: "topright" });
    control.onAdd = () => {
      const bar = L.DomUtil.create("div", "leaflet-bar atlas-picture");
      const button = L.DomUtil.create("button", "", bar);
      button.type = "button";
      button.title = "Save as picture";
      button.setAttribute("aria-label", "Save as picture");
      button.innerHTML = "<svg viewBox='0 0 24 24' width='16' height='16' aria-hidden='true'><path d='M4 7h4l2-3h4l2 3h4v12H4z' fill='none' stroke='currentColor' stroke-width='2'/><circle cx='12' cy='13' r='3.5' fill='none' stroke='currentColor' stroke-width='2'/></svg>";
      L.DomEvent.disableClickPropagation(bar);
      L.DomEvent.on(button, "click", () => save(map, settings));
      return bar;
    };
    control.addTo(map);
  });
})();
