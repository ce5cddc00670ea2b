// The choices of the filter panel: check boxes in groups, each with its number of raids.
const LONG = 12; // Choices from which a group has a box to find one in.

const made = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

// The map draws a choice at once: its marks are asked for while the page still hears of it.
function announce(order, chosen) {
  const rest = [...new URLSearchParams(location.search)].filter(([name]) => !chosen.has(name));
  const all = [...rest, ...[...chosen].flatMap(([name, values]) => values.map((value) => [name, value]))];
  const place = ([name]) => (order.includes(name) ? order.indexOf(name) : order.length);
  const query = new URLSearchParams(all.sort((a, b) => place(a) - place(b)));
  window.dispatchEvent(new CustomEvent("atlas:choose", { detail: query.size ? `?${query}` : "" }));
}

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function line(value, label, send) {
  const box = made("input", { type: "checkbox", value });
  const raids = made("span", { className: "raids" });
  box.addEventListener("change", send);
  return { label, box, raids, element: made("label", {}, box, made("span", { className: "name", textContent: label }), raids) };
}

function finder(title, lines) {
  const box = made("input", { type: "search", placeholder: `Find a ${title.toLowerCase()}`, ariaLabel: `Find a ${title.toLowerCase()}` });
  box.addEventListener("input", () => {
    for (const { element, label } of lines) element.hidden = !folded(label).includes(folded(box.value));
  });
  return box;
}

function group({ name, title, choices }, send) {
  const lines = choices.map(([value, label]) => line(value, label, send));
  const chosen = made("span", { className: "chosen" });
  const list = made("div", { className: "list", role: "group", ariaLabel: title }, ...lines.map(({ element }) => element));
  const element = made("details", { open: name === "province" || choices.some((choice) => choice[3]) },
    made("summary", {}, title, chosen), ...(lines.length > LONG ? [finder(title, lines)] : []), list);
  return { name, lines, chosen, element };
}

function update({ lines, chosen }, choices, settled) {
  const most = Math.max(1, ...choices.map((choice) => choice[2]));
  choices.forEach(([, , count, on], at) => {
    const { box, raids, element } = lines[at];
    if (settled) box.checked = on;
    raids.textContent = count.toLocaleString("en");
    element.style.setProperty("--share", `${(100 * count) / most}%`);
  });
  const several = lines.filter(({ box }) => box.checked).length;
  chosen.textContent = several ? ` · ${several} chosen` : "";
}

const panels = new WeakMap();

function open(root, data, component) {
  const panel = { sent: data.sent, offered: data.offered, groups: [], component };
  const send = () => {
    panel.sent += 1;
    const checked = ({ lines }) => lines.map(({ box }) => box).filter((box) => box.checked).map((box) => box.value);
    const chosen = new Map(panel.groups.map((group) => [data.prefix + group.name, checked(group)]));
    announce(data.order, chosen);
    panel.component.setTriggerValue("chosen", { sent: panel.sent, ...Object.fromEntries(chosen) });
  };
  panel.groups = data.fields.map((field) => group(field, send));
  root.replaceChildren(...panel.groups.map(({ element }) => element));
  return panel;
}

// Called with every run of the page. The boxes are made once, and again when other choices are
// offered; what a reader ticked after the run began is not taken back by it.
export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".choices");
  let panel = panels.get(root);
  if (panel?.offered !== data.offered) panels.set(root, panel = open(root, data, component));
  panel.component = component;
  const settled = data.sent >= panel.sent;
  panel.groups.forEach((group, at) => update(group, data.fields[at].choices, settled));
}
