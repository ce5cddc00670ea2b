// Runs first in every frame of a page: when was an option chosen, and when was its answer
// on the screen? All times are milliseconds on the clock of the outermost frame.
(() => {
  "use strict";

  const outer = window.top;
  const now = () => outer.performance.now();
  if (window === outer) window.bench = { chosen: 0, changed: 0, painted: 0 };
  const { bench } = outer;
  let waiting = false;

  // The second frame after a change begins when the first, which shows it, has been painted.
  function changed() {
    bench.changed = now();
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      requestAnimationFrame(() => { bench.painted = now(); });
    });
  }

  // Whatever draws with Leaflet, in whichever frame: a layer that is put on a map.
  let leaflet;
  Object.defineProperty(window, "L", {
    configurable: true,
    get: () => leaflet,
    set(given) {
      leaflet = given;
      const { addLayer } = given.Map.prototype;
      given.Map.prototype.addLayer = function (layer) {
        changed();
        return addLayer.call(this, layer);
      };
    },
  });

  if (window !== outer) return;
  window.addEventListener("pointerdown", (event) => {
    if (event.composedPath()[0].closest("[role=option], [type=checkbox]")) bench.chosen = event.timeStamp;
  }, true);

  // A page without a map: the text that st.write wrote.
  bench.watchText = () => {
    const text = () => document.querySelector("[data-testid=stMarkdown]")?.textContent;
    let before = text();
    new MutationObserver(() => {
      const after = text();
      if (after === before) return;
      before = after;
      changed();
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  };
})();
