// Keys that every page knows: “?” shows them, “/” looks for words, and “g” and a number lead to a page. None while somebody writes.
let going = false;
document.addEventListener("keydown", event => {
  const keys = document.getElementById("keys");
  if (!keys || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const way = going && keys.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  going = event.key === "g";
  if (way) location.href = way.dataset.to;
  else if (event.key === "?") keys.togglePopover();
  else if (event.key === "/") {
    event.preventDefault();
    const field = document.querySelector("main input[name=q]");
    if (field) field.focus(); else location.href = "/search";
  }
});
