// Makes a tree of the nested list of a syllabus map: branches that open and close, keys as the ARIA tree pattern has
// them, a search that marks, and on a wide screen branches drawn as curves. Without this file the page is the list.

const WIDE = matchMedia("(min-width: 64rem)");
const SVG = "http://www.w3.org/2000/svg";
const root = document.querySelector("[data-outline-map]");
const tree = root.querySelector(".map__tree");
const items = [...tree.querySelectorAll(".map__node")];

const branch = (item) => item.querySelector(":scope > .map__branch");
const label = (item) => item.querySelector(":scope > .map__label");
const parent = (item) => item.parentElement.closest(".map__node");
const isOpen = (item) => item.getAttribute("aria-expanded") === "true";
const isShown = (item) => {
  for (let above = parent(item); above; above = parent(above)) if (!isOpen(above)) return false;
  return true;
};
const shown = () => items.filter(isShown);
const depth = (item) => {
  let levels = 1;
  for (let above = parent(item); above; above = parent(above)) levels += 1;
  return levels;
};

// Open and close ------------------------------------------------------------------------------------------------

const set = (item, open) => {
  if (branch(item)) item.setAttribute("aria-expanded", String(open));
};
const reveal = (item) => {
  for (let above = parent(item); above; above = parent(above)) set(above, true);
};

// The node that Tab reaches; all others are reached by arrows.
let current = null;
const choose = (item, { focus = true } = {}) => {
  if (current) current.tabIndex = -1;
  current = item;
  item.tabIndex = 0;
  if (focus) {
    item.focus({ preventScroll: true });
    label(item).scrollIntoView({ block: "nearest", inline: "nearest" });
  }
};
const toggle = (item) => {
  set(item, !isOpen(item));
  if (!isShown(current)) choose(item, { focus: false });
  draw();
};

// Curves --------------------------------------------------------------------------------------------------------

const lines = document.createElementNS(SVG, "svg");
lines.setAttribute("class", "map__lines");
lines.setAttribute("aria-hidden", "true");
root.prepend(lines);

// From the title one line runs up and down; competencies turn off it. Everything finer is a curve, and the text is
// written on its end.
const trunk = (start, end) => {
  const middle = (start.right + end.left) / 2;
  const rise = end.middle - start.middle;
  const bend = Math.sign(rise) * Math.min(Math.abs(rise) / 2, (end.left - start.right) / 2, 18);
  const reach = Math.abs(bend);
  return (
    `M${start.right} ${start.middle}H${middle - reach}q${reach} 0 ${reach} ${bend}` +
    `V${end.middle - bend}q0 ${bend} ${reach} ${bend}H${end.left}`
  );
};
const twig = (x, y1, end, y2) => {
  const half = (x + end.left) / 2;
  return `M${x} ${y1}C${half} ${y1} ${half} ${y2} ${end.left} ${y2}H${end.right}`;
};

const draw = () => {
  lines.replaceChildren();
  if (!WIDE.matches) return;
  const origin = root.getBoundingClientRect();
  const scroll = root.scrollLeft;
  const box = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return {
      left: left - origin.left + scroll,
      right: right - origin.left + scroll,
      middle: (top + bottom) / 2 - origin.top,
      bottom: bottom - origin.top,
    };
  };
  lines.setAttribute("width", root.scrollWidth);
  lines.setAttribute("height", root.scrollHeight);
  const title = root.querySelector(".map__root");
  const curves = document.createDocumentFragment();
  for (const item of shown()) {
    const above = parent(item);
    const from = above ? label(above) : title;
    if (!from) continue;
    const start = box(from);
    const end = box(label(item));
    const level = depth(item);
    // A competency is a card, met at its side; what follows is written on its branch.
    const y1 = level <= 2 ? start.middle : start.bottom;
    const y2 = end.bottom;
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", level === 1 ? trunk(start, end) : twig(start.right, y1, end, y2));
    const outside = item.classList.contains("map__node--outside") ? " map__line--outside" : "";
    path.setAttribute("class", `map__line map__line--${Math.min(level, 4)}${outside}`);
    if (outside) curves.prepend(path);
    else curves.append(path);
  }
  lines.append(curves);
};

// Search --------------------------------------------------------------------------------------------------------

const input = document.querySelector("#map-q");
const found = document.querySelector("[data-map-found]");
const pieces = [...tree.querySelectorAll(".map__code, .map__text")].map((element) => ({
  element,
  text: element.textContent,
}));
let matches = [];
let at = -1;

// Width, either kana, any dash, capitals: the same folding as the server's.
const fold = (character) => {
  if ("-‐‑‒–—―−－﹣﹘".includes(character)) return "-";
  const folded = character.normalize("NFKC").toLowerCase().trim();
  return folded.replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
};
const mark = (text, needle) => {
  const characters = [...text];
  let folded = "";
  const places = [];
  characters.forEach((character, place) => {
    for (const each of fold(character)) {
      folded += each;
      places.push(place);
    }
  });
  const nodes = [];
  let done = 0;
  let start = needle ? folded.indexOf(needle) : -1;
  while (start >= 0) {
    const end = start + needle.length;
    const last = places[end - 1] + 1;
    nodes.push(characters.slice(done, places[start]).join(""));
    const hit = document.createElement("mark");
    hit.textContent = characters.slice(Math.max(done, places[start]), last).join("");
    nodes.push(hit);
    done = last;
    start = folded.indexOf(needle, end);
  }
  nodes.push(characters.slice(done).join(""));
  return nodes;
};
const search = () => {
  const needle = [...input.value.trim()].map(fold).join("");
  for (const { element, text } of pieces) element.replaceChildren(...mark(text, needle));
  matches = items.filter((item) => label(item).querySelector("mark"));
  at = -1;
  for (const item of items) item.classList.toggle("is-match", matches.includes(item));
  root.classList.toggle("is-searched", matches.length > 0);
  matches.forEach(reveal);
  const words = matches.length ? found.dataset.wordsFound.replace("{count}", matches.length) : found.dataset.wordsNone;
  found.textContent = needle ? words : "";
  draw();
};
const next = () => {
  if (!matches.length) return;
  at = (at + 1) % matches.length;
  for (const item of items) item.classList.toggle("is-current-match", item === matches[at]);
  reveal(matches[at]);
  choose(matches[at], { focus: false });
  draw();
  label(matches[at]).scrollIntoView({ block: "center", inline: "nearest" });
};

// Keys ----------------------------------------------------------------------------------------------------------

const siblings = (item) => items.filter((each) => each.parentElement === item.parentElement);
const keys = {
  ArrowDown: (item) => shown()[shown().indexOf(item) + 1],
  ArrowUp: (item) => shown()[shown().indexOf(item) - 1],
  ArrowRight: (item) => {
    if (!branch(item)) return null;
    if (isOpen(item)) return branch(item).firstElementChild;
    toggle(item);
    return item;
  },
  ArrowLeft: (item) => {
    if (!isOpen(item)) return parent(item);
    toggle(item);
    return item;
  },
  Home: () => shown()[0],
  End: () => shown().at(-1),
  "*": (item) => {
    for (const each of siblings(item)) set(each, true);
    draw();
    return item;
  },
  Enter: (item) => toggle(item),
  " ": (item) => toggle(item),
};

const begin = () => {
  const all = root.dataset.open === "all";
  tree.setAttribute("role", "tree");
  for (const item of items) {
    item.setAttribute("role", "treeitem");
    item.tabIndex = -1;
    label(item).id = `${item.id}-label`;
    item.setAttribute("aria-labelledby", label(item).id);
    branch(item)?.setAttribute("role", "group");
    set(item, all || (WIDE.matches && depth(item) === 1));
  }
  root.classList.add("is-live");
  for (const hidden of document.querySelectorAll("[data-map-buttons], [data-map-keys]")) hidden.hidden = false;
  choose(items[0], { focus: false });
  if (input.value) search();
  go();
};

// A link to a node opens the way to it and everything below.
const go = () => {
  const target = items.find((item) => item.id === decodeURIComponent(location.hash.slice(1)));
  if (!target) {
    draw();
    return;
  }
  reveal(target);
  for (const item of items) if (target.contains(item)) set(item, true);
  draw();
  choose(target, { focus: false });
  label(target).scrollIntoView({ block: "center" });
};

tree.addEventListener("click", (event) => {
  const clicked = event.target.closest(".map__label");
  if (!clicked || String(getSelection())) return;
  const item = clicked.parentElement;
  choose(item);
  if (branch(item)) toggle(item);
});
tree.addEventListener("keydown", (event) => {
  const item = event.target.closest(".map__node");
  if (!keys[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const target = keys[event.key](item);
  if (target) choose(target);
});
document.querySelector("[data-map-open]").addEventListener("click", () => {
  for (const item of items) set(item, true);
  draw();
});
document.querySelector("[data-map-close]").addEventListener("click", () => {
  for (const item of items) set(item, false);
  choose(items[0], { focus: false });
  draw();
});
document.querySelector("[data-map-print]").addEventListener("click", () => print());
input.addEventListener("input", search);
input.form.addEventListener("submit", (event) => {
  event.preventDefault();
  next();
});
addEventListener("hashchange", go);
WIDE.addEventListener("change", draw);
new ResizeObserver(draw).observe(tree);

begin();
