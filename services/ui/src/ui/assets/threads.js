// Fills the list of conversations, says in which one this is, and opens and closes the list.
window.dispatchEvent(new Event("threads:again"));
const life = new AbortController(), list = element.querySelector("ul"), field = element.querySelector("input");
const listen = (target, name, act) => target.addEventListener(name, act, { signal: life.signal });
const here = /^~?[a-z0-9]{8,64}$/.exec(new URLSearchParams(location.search).get("c"))?.[0] || "", passes = here.startsWith("~");
const beside = element.closest("#beside"), where = () => document.getElementById("where");
let asked = 0, typed;
listen(window, "threads:again", () => life.abort());
async function ask(address, options) {
  const mine = ++asked;
  try {
    const answer = await fetch(address, options);
    return answer.ok && mine === asked ? await answer.json() : null;
  } catch { return null; }
}
async function show() {
  const q = field.value.trim();
  const found = await (q ? ask("/conversations/search", { method: "POST", body: new URLSearchParams({ q, here }) }) : ask("/conversations?" + new URLSearchParams({ here })));
  if (!found) return;
  list.innerHTML = found.html;
  if (!q) call(found.title);
}
function call(title) {
  if (!where()) return;
  const change = where().querySelector(".change");
  where().querySelector("bdi").textContent = passes ? W.passing : title || (here ? W.new_one : W.main);
  change.hidden = !title;
  change.href = `/conversations/${here}`;
}
function open(is) {
  if (beside.classList.contains("open") !== is) beside.querySelector(".toggle-button").click();
  if (is) (matchMedia("(pointer: fine)").matches ? field : beside.querySelector(".new")).focus();  // A field brings up a phone's keyboard.
}
listen(field, "input", () => { clearTimeout(typed); typed = setTimeout(show, 250); });
listen(list, "click", async event => {
  const button = event.target.closest("[data-after]");
  const found = button && await ask("/conversations?" + new URLSearchParams({ here, after: button.dataset.after }));
  if (!found) return;
  button.closest("li").remove();
  list.insertAdjacentHTML("beforeend", found.html);
});
listen(window, "talk:said", () => { if (!field.value) show(); });
listen(document, "click", event => { if (event.target.closest("#where > button")) open(!beside.classList.contains("open")); });
listen(document, "keydown", event => { if (event.key === "Escape" && beside.classList.contains("open")) { open(false); where().querySelector("button").focus(); } });
const ready = setInterval(() => {
  const about = document.querySelector("#chat .about");
  if (!where() || !about) return;
  clearInterval(ready);
  const end = where().querySelector("form"), shut = beside.querySelector(".toggle-button");
  shut.setAttribute("aria-label", W.shut);
  listen(shut, "click", () => where().querySelector("button").setAttribute("aria-expanded", !beside.classList.contains("open")));
  about.hidden = end.hidden = !passes;
  if (passes) end.action = `/conversations/${here}/forget`;
  show();
}, 50);
