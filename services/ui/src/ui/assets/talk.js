// Draws the conversation and speaks for the page. What comes from the server is escaped there; what is written here is set as text.
// Gradio may make the list anew in the same page: what was here before gives way, and hands on what it was sending.
window.dispatchEvent(new Event("talk:again"));
const address = new URLSearchParams(location.search), here = /^~?[a-z0-9]{8,64}$/.exec(address.get("c"))?.[0] || "";
if (address.has("__theme")) history.replaceState(null, "", here ? `/?${new URLSearchParams({ c: here })}` : "/");  // Gradio has read it.
document.documentElement.lang = W.language;
const life = new AbortController();
const listen = (target, name, act, capture = false) => target.addEventListener(name, act, { signal: life.signal, capture });
const list = element.querySelector("ol"), pane = element.closest("#chat"), title = document.title;
const rows = new Map(), sending = new Map();
let known = null, unseen = 0, leaving = false, ready = false;
const box = () => document.querySelector("#message textarea");
const row = item => {
  const made = document.createElement("li");
  made.className = item.kind;
  made.innerHTML = item.html;
  made.item = item;
  return made;
};
function draw() {
  const items = props.value || [], first = list.firstElementChild, height = pane.scrollHeight;
  const atEnd = !known || height - pane.scrollTop - pane.clientHeight < 90, ids = new Set(items.map(item => item.id));
  const older = known && items[0] && first && !known.has(items[0].id) && items.some(item => known.has(item.id) && item.id !== "earlier");
  for (const [key, sent] of sending) if (arrived(items, key, sent)) { sent.row.remove(); clearTimeout(sent.late); sending.delete(key); }
  if (known) save();
  for (const [id, shown] of rows) if (!ids.has(id)) { shown.remove(); rows.delete(id); }
  for (const item of items) {
    let shown = rows.get(item.id);
    if (!shown || shown.item.html !== item.html || shown.item.kind !== item.kind) {
      const fresh = row(item);
      if (shown) { keepOpen(shown, fresh); shown.replaceWith(fresh); }
      rows.set(item.id, shown = fresh);
    }
  }
  const beside = one => cards.filter(card => card.after === one).map(card => card.row);
  const before = cards.filter(card => !ids.has(card.after)).map(card => card.row);
  const order = [...before, ...items.flatMap(item => [rows.get(item.id), ...beside(item.id)])];
  order.forEach((shown, place) => { if (list.children[place] !== shown) list.insertBefore(shown, list.children[place] || null); });
  for (const day of list.querySelectorAll("[data-day]")) nameDay(day);
  count(items);
  if (known && items.some(item => item.kind === "user-row" && !known.has(item.id))) window.dispatchEvent(new Event("talk:said"));
  known = ids;
  coming(items.some(item => item.kind.includes("coming")));
  giveBack(items);
  if (older || pane.dataset.earlier) { pane.scrollTop += pane.scrollHeight - height; delete pane.dataset.earlier; }
  else if (atEnd) pane.scrollTop = pane.scrollHeight;
}
const keepOpen = (old, fresh) => {
  const folds = fresh.querySelectorAll("details");
  old.querySelectorAll("details").forEach((fold, n) => { if (folds[n]) folds[n].open = fold.open; });
};
const arrived = (items, key, sent) => items.some(item => item.key === key || (item.kind.includes("user") && !sent.known.has(item.id) && item.text === sent.text));
function nameDay(time) {
  const day = ago => new Date(Date.now() - ago * 864e5).toLocaleDateString("sv-SE", time.dataset.zone ? { timeZone: time.dataset.zone } : {});
  time.title ||= time.textContent;
  time.textContent = time.dataset.day === day(0) ? W.today : time.dataset.day === day(1) ? W.yesterday : time.title;
}
function count(items) {
  if (known && document.hidden) unseen += items.filter(item => /reminder|answer/.test(item.kind) && !known.has(item.id)).length;
  document.title = unseen ? `(${unseen}) ${title}` : title;
}
// Sends at once; what the server has not shown after a while goes back into the box.
function say(text, key) {
  text = text.trim();
  if (!text) return;
  key ||= [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");
  put(key, text, new Set(known));
  trigger("select", { index: 0, value: { text, key } });
}
function put(key, text, known) {
  const made = row({ kind: "user-row sending", html: `<div class="bubble"></div><div class="foot">${W.sending}</div>` });
  made.querySelector(".bubble").textContent = text;
  list.append(made);
  sending.set(key, { text, row: made, known, late: setTimeout(() => unsent(key), 10000) });
  pane.scrollTop = pane.scrollHeight;
  save();
}
function unsent(key) {
  const sent = sending.get(key), again = Object.assign(document.createElement("button"), { type: "button", textContent: W.again });
  if (!sent) return;
  again.addEventListener("click", () => { sent.row.remove(); sending.delete(key); take(sent.text); say(sent.text, key); });
  sent.row.querySelector(".foot").replaceChildren(W.unsent, again);
  sent.failed = true;
  save();
  if (box() && !box().value) write(sent.text);
}
// What is written and not sent outlives loading the page anew, in this tab's memory and nowhere else.
function save() {
  if (!ready) return;
  const unsaid = [...sending].map(([key, sent]) => ({ key, text: sent.text, known: [...sent.known], failed: sent.failed }));
  const all = remembered(), files = cards.filter(one => one.id).map(({ id, after }) => ({ id, after }));
  delete all[here];
  if (box()?.value || unsaid.length || files.length) all[here] = { box: box()?.value || "", unsaid, files };
  window.name = Object.keys(all).length && !leaving ? JSON.stringify(all) : "";
}
// Each conversation has its own.
function remembered() {
  try { return Object(JSON.parse(window.name)); } catch { return {}; }
}
// A box of several lines takes its room from the conversation, and what was seen last stays in sight.
const growing = new ResizeObserver(([compose]) => {
  const atEnd = pane.scrollHeight - pane.scrollTop - pane.clientHeight < 90;
  document.documentElement.style.setProperty("--compose", `${compose.target.offsetHeight}px`);
  if (atEnd) pane.scrollTop = pane.scrollHeight;
});
listen(window, "talk:again", () => growing.disconnect());
function restore() {
  const saved = remembered()[here] || {};
  for (const { key, text, known, failed } of saved.unsaid || []) {
    put(key, text, new Set(known));
    if (failed) unsent(key);
    else trigger("select", { index: 0, value: { text, key } });
  }
  for (const { id, after } of saved.files || []) follow(card(after, id));
  const filled = setInterval(() => { if (box()) { clearInterval(filled); attach(); growing.observe(document.getElementById("compose")); if (saved.box && !box().value) write(saved.box); ready = true; } }, 50);
}
listen(window, "talk:again", () => { save(); life.abort(); for (const one of cards) clearTimeout(one.waiting); for (const sent of sending.values()) clearTimeout(sent.late); });
listen(document, "input", save);
listen(document, "submit", event => {
  if (!event.target.closest("#where")) return;
  for (const sent of sending.values()) clearTimeout(sent.late);
  sending.clear();
  write("");
}, true);  // Of what is ended nothing stays.
listen(window, "beforeunload", save);  // And at each change: a name that is set while the page goes may be lost.
listen(document, "click", event => { leaving ||= Boolean(event.target.closest('a[href="/logout"]')); if (leaving) save(); }, true);
const write = text => {
  box().value = text;
  box().dispatchEvent(new Event("input", { bubbles: true }));
};
let filled = "";
function fill(text) {
  if (!box().value || box().value === filled) write(filled = text);  // What somebody is writing stays.
  box().focus();
}
const take = text => { if (box().value.trim() === text.trim()) write(""); };
function send() {
  const text = box().value;
  if (!text.trim()) return;
  write("");
  say(text);
}
const returned = new Set();
function giveBack(items) {
  for (const item of items.filter(item => item.kind.includes("failed") && !returned.has(item.key))) {
    returned.add(item.key);
    const said = items.find(one => one.key === item.key && one.kind.includes("user"));
    if (said && !box().value) write(said.text);
  }
}
function coming(is) {
  const shown = document.getElementById("stop");
  if (is && !shown) {
    const stop = Object.assign(document.createElement("button"), { id: "stop", type: "button", textContent: W.stop });
    stop.addEventListener("click", () => trigger("stop"));
    document.getElementById("compose").append(stop);
  } else if (!is && shown) shown.remove();
}
async function copy(button, text) {
  try { await navigator.clipboard.writeText(text); } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const name = button.textContent;
  button.textContent = W.copied;
  setTimeout(() => { button.textContent = name; }, 1500);
}
const undoable = () => list.querySelector('[data-say="Undo"], [data-say="Kumoa"]');
const acts = {
  earlier: () => { pane.dataset.earlier = "yes"; trigger("earlier"); },
  drop: (_button, item) => { take(item.text); trigger("drop", { key: item.key }); },
  retry: (_button, item) => {
    const said = props.value.find(one => one.key === item.key && one.kind.includes("user"));
    const text = said ? said.text : lastOwn();
    take(text);
    say(text, item.key);
  },
  edit: (_button, item) => { write(item.text); box().focus(); },
  again: (button, item) => {
    if (!undoable()) return say(item.text);
    write(item.text);
    button.closest(".foot").append(Object.assign(document.createElement("span"), { className: "state", textContent: W.stays }));
    button.remove();
    box().focus();
  },
  copy: (button, item) => copy(button, item.text),
  done: button => trigger("done", { reminder: button.dataset.reminder }),
};
const lastOwn = () => [...props.value].reverse().find(one => one.kind.includes("user"))?.text || "";
list.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (!button) return;
  const item = button.closest("li[class]")?.item || {};
  if (button.dataset.undo) takeBack(button);
  else if (button.dataset.say) say(button.dataset.say);
  else if (button.dataset.fill) fill(button.dataset.fill);
  else if (button.dataset.copy) copy(button, button.nextElementSibling.textContent);
  else acts[button.dataset.act]?.(button, item);
});
listen(document, "keydown", event => {
  if (event.key === "Escape" && document.getElementById("stop") && !document.querySelector("#beside.open")) trigger("stop");
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target !== box()) return;
  event.preventDefault();
  event.stopPropagation();
  send();
}, true);
listen(document, "click", event => {
  if (!event.target.closest("#send")) return;
  event.preventDefault();
  event.stopPropagation();
  send();
}, true);
listen(document, "visibilitychange", () => {
  if (document.hidden) return;
  unseen = 0;
  document.title = title;
  for (const day of list.querySelectorAll("[data-day]")) nameDay(day);
});
// A phone's keyboard covers the page without making it smaller.
const fit = () => document.documentElement.style.setProperty("--height", `${window.visualViewport.height}px`);
if (window.visualViewport) { fit(); listen(window.visualViewport, "resize", () => { fit(); pane.scrollTop = pane.scrollHeight; window.scrollTo(0, 0); }); }
takeFiles();
watch("value", draw);
if (props.value?.length) draw();
restore();
