// Files that are dropped on the talk, or picked beside the box: exports are brought in as raw bodies, past Gradio, and followed to their end;
// of others it is said what can be done with them. Nothing of a file's name is read as HTML.
const READ = /\.(txt|zip|json|vcf|ics)$/i, AGAIN_MS = 700, cards = [];
let bringing = Promise.resolve();
function card(after, id) {
  const row = Object.assign(document.createElement("li"), { className: "bot-row file" });
  const one = { row, after, id };
  cards.push(one);
  list.append(row);
  return one;
}
// What is told of a file is seen whole, unless somebody reads further up.
function inSight(one, change) {
  const atEnd = pane.scrollHeight - pane.scrollTop - pane.clientHeight < 90;
  change();
  if (atEnd) one.row.scrollIntoView({ block: "nearest" });
}
function tell(one, words, name, again) {
  const bubble = Object.assign(document.createElement("div"), { className: "bubble", textContent: words.replace("{}", () => `\u2068${name}\u2069`) });
  const foot = Object.assign(document.createElement("div"), { className: "foot" });
  if (again) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: W.again });
    button.addEventListener("click", again);
    foot.append(button);
  }
  inSight(one, () => one.row.replaceChildren(bubble, foot));
}
function bring(files) {
  for (const file of files) {
    const one = card((props.value || []).filter(item => !item.key && item.id !== "welcome").pop()?.id);
    if (here.startsWith("~")) tell(one, W.file_passing, file.name);
    else if (!READ.test(file.name)) tell(one, W.file_other, file.name);
    else { tell(one, W.file_waits, file.name); sendNext(one, file); }
  }
  pane.scrollTop = pane.scrollHeight;
}
const sendNext = (one, file) => { bringing = bringing.then(() => convey(one, file)); };
const convey = (one, file) => new Promise(done => {
  const sending = new XMLHttpRequest();
  sending.upload.onprogress = step => tell(one, W.file_share.replace("{%}", Math.floor(100 * step.loaded / step.total)), file.name);
  sending.onloadend = () => {
    let answer = {};
    try { answer = JSON.parse(sending.responseText); } catch { /* No answer: said below. */ }
    if (sending.status === 202 && answer.id) { one.id = answer.id; save(); follow(one); }
    else tell(one, `${W.file_not} ${answer.title || W.broke_off}`, file.name, () => sendNext(one, file));
    done();
  };
  sending.open("POST", "/imports?" + new URLSearchParams({ name: file.name }));
  sending.setRequestHeader("Content-Type", "application/octet-stream");
  sending.send(file);
});
async function follow(one) {
  clearTimeout(one.waiting);
  let again = 3 * AGAIN_MS;
  try {
    const answer = await fetch(`/imports/${one.id}`);
    if (answer.status === 404) { one.row.remove(); cards.splice(cards.indexOf(one), 1); return save(); }
    if (answer.ok) {
      const { html, busy } = await answer.json();
      inSight(one, () => { one.row.innerHTML = html; });
      again = busy ? AGAIN_MS : 0;
    }
  } catch { /* Looked for again. */ }
  if (again) one.waiting = setTimeout(follow, again, one);
  return null;
}
async function takeBack(button) {
  const one = cards.find(one => one.row.contains(button));
  if (!one || !confirm(W.sure)) return;
  await fetch(`/imports/${one.id}/undo`, { method: "POST" });
  follow(one);
}
function attach() {
  if (document.getElementById("attach")) return;
  const picked = Object.assign(document.createElement("input"), { type: "file", multiple: true, accept: ".txt,.zip,.json,.vcf,.ics" });
  picked.style.display = "none";
  const button = Object.assign(document.createElement("button"), { id: "attach", type: "button", textContent: "+", title: W.file_bring });
  button.setAttribute("aria-label", W.file_bring);
  button.addEventListener("click", () => picked.click());
  picked.addEventListener("change", () => { window.dispatchEvent(new CustomEvent("talk:files", { detail: [...picked.files] })); picked.value = ""; });
  document.getElementById("compose").prepend(button, picked);
}
function takeFiles() {
  const dragged = event => event.dataTransfer?.types.includes("Files");
  const over = is => document.body.classList.toggle("dragged", is);
  listen(window, "talk:files", event => bring(event.detail));
  listen(document, "dragover", event => { if (dragged(event)) { event.preventDefault(); over(true); } }, true);
  listen(document, "dragleave", event => { if (!event.relatedTarget) over(false); }, true);
  listen(document, "drop", event => {
    over(false);
    if (!dragged(event)) return;
    event.preventDefault();
    event.stopPropagation();
    bring([...event.dataTransfer.files]);
  }, true);
}
