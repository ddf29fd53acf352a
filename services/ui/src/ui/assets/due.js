// Reminders that have come, in every page that is open: how many in the title, a card of each, and a notification where that was allowed.
// The conversation shows them in its own way, so there only the notification is made. What comes from the server is escaped there.
(() => {
  const SEEN_MS = 8000, HIDDEN_MS = 30000, TOLD_MS = 20000, MOST = 50, KEY = "sihteeri-told";
  let title = "", count = 0, looked = false, waiting, telling, shown = null;
  // Who is signed out, elsewhere or after a while, is led to the way in, and what was here is seen no more.
  const unguarded = window.fetch;
  window.fetch = async (...what) => {
    const answer = await unguarded(...what);
    if (answer.status === 401) location.replace("/login");
    return answer;
  };
  const place = () => document.getElementById("due");
  async function ask(form) {
    const answer = await fetch(looked && !form ? "/due?again=1" : "/due", form && { method: "POST", body: form });
    const found = await answer.json();
    if (answer.status === 401) return false;
    if (answer.ok) { looked = true; show(found); }
    if (form) tell(answer.ok ? found.told : Object.assign(document.createElement("p"), { className: "problem", textContent: found.title }));
    return true;
  }
  async function look() {
    let goesOn = true;
    try { goesOn = await ask(); } catch { /* Looked for again below. */ }
    clearTimeout(waiting);
    if (goesOn) waiting = setTimeout(look, document.hidden ? HIDDEN_MS : SEEN_MS);
  }
  function show(found) {
    notify(found.notices);
    if (!place()) return;
    count = found.count;
    document.title = count ? `(${count}) ${title}` : title;
    if (found.html === shown) return;
    const cards = place().lastElementChild, first = shown === null;
    cards.innerHTML = shown = found.html;
    const card = cards.querySelector("article");  // What the page itself shows, with the same buttons, needs no card.
    if (card && document.querySelector(`main [name=thing][value="${CSS.escape(card.dataset.thing)}"]`)) cards.replaceChildren();
    if (first && cards.firstElementChild) document.querySelector(".chosen")?.scrollIntoView({ block: "center" });  // A card must not lie on it.
  }
  function tell(what) {
    const line = place().firstElementChild;
    clearTimeout(telling);
    if (typeof what === "string") line.innerHTML = what; else line.replaceChildren(what);
    telling = setTimeout(() => line.replaceChildren(), TOLD_MS);
  }
  // Each once in this browser, whichever of its pages hears of it first.
  async function notify(notices) {
    if (!notices.length || !window.Notification || Notification.permission !== "granted") return;
    const told = JSON.parse(localStorage.getItem(KEY) || "[]"), fresh = notices.filter(one => !told.includes(one.tag));
    if (!fresh.length) return;
    const worker = (await navigator.serviceWorker.ready).active;
    localStorage.setItem(KEY, JSON.stringify([...told, ...fresh.map(one => one.tag)].slice(-MOST)));
    worker.postMessage(fresh);
  }
  function begin() {
    title = document.title;
    place()?.addEventListener("submit", event => {
      event.preventDefault();
      const said = new URLSearchParams(new FormData(event.target, event.submitter));
      ask(said).catch(() => {});
    });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
    look();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
})();
