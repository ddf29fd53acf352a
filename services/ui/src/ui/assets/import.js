const form = document.getElementById("bring"), file = document.getElementById("file"), drop = document.getElementById("drop");
const button = form.querySelector("button"), shown = form.querySelector(".progress"), list = document.getElementById("imports");
function chosen() {
  const one = file.files[0];
  button.disabled = !one;
  drop.querySelector("strong").textContent = one ? one.name : W.choose;
}
file.addEventListener("change", chosen);
for (const name of ["dragover", "dragleave", "drop"]) drop.addEventListener(name, event => {
  event.preventDefault();
  drop.classList.toggle("over", name === "dragover");
  if (name === "drop" && event.dataTransfer.files.length) { file.files = event.dataTransfer.files; chosen(); }
});
form.addEventListener("submit", event => {
  event.preventDefault();
  const one = file.files[0], sending = new XMLHttpRequest();
  if (!one) return;
  button.disabled = true;
  sending.upload.onprogress = step => { shown.textContent = W.share.replace("{}", Math.floor(100 * step.loaded / step.total)); };
  sending.onloadend = () => {
    let answer = {};
    try { answer = JSON.parse(sending.responseText); } catch { /* No answer: said below. */ }
    const taken = sending.status === 202;
    shown.textContent = taken ? W.received : answer.title || W.broke_off;
    button.disabled = false;
    if (taken) { form.reset(); chosen(); }
    look().then(() => { if (taken) list.querySelector("li")?.scrollIntoView({ block: "center" }); });
  };
  sending.open("POST", "/imports?" + new URLSearchParams({ name: one.name, chat: document.getElementById("chat").value }));
  sending.setRequestHeader("Content-Type", "application/octet-stream");
  sending.send(one);
});
list.addEventListener("click", async event => {
  const id = event.target.dataset.undo;
  if (!id || !confirm(W.sure)) return;
  await fetch(`/imports/${id}/undo`, { method: "POST" });
  look();
});
let waiting;
async function look() {
  clearTimeout(waiting);
  try {
    const answer = await fetch("/imports");
    if (answer.ok) list.innerHTML = (await answer.json()).html;
  } catch { /* Looked for again below. */ }
  if (list.querySelector("[data-busy]")) waiting = setTimeout(look, 700);
  else if (shown.textContent === W.received) shown.textContent = "";  // What came of it is told below.
}
look();
