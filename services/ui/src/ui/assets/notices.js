// Before a choice is sent, this browser is asked whether it may show notifications, and where they reach it with its pages closed.
const line = document.getElementById("cannot");
const bytes = text => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), one => one.charCodeAt(0));
async function allowed() {
  if (!navigator.serviceWorker || !window.Notification) throw new Error(W.no_notices);
  if (await Notification.requestPermission() !== "granted") throw new Error(W.denied);
  await navigator.serviceWorker.register("/worker.js");
  return navigator.serviceWorker.ready;
}
async function reached(form) {
  const { pushManager } = await allowed();
  if (!pushManager) throw new Error(W.no_push);
  await (await pushManager.getSubscription())?.unsubscribe();
  let made;
  try {
    made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.key) });
  } catch { throw new Error(W.no_push); }
  const { endpoint, keys } = made.toJSON();
  Object.assign(form.elements.endpoint, { value: endpoint });
  for (const name of ["p256dh", "auth"]) form.elements[name].value = keys[name];
}
for (const form of document.querySelectorAll("form[data-notices]"))
  form.addEventListener("submit", async event => {
    event.preventDefault();
    form.elements.chosen.value = event.submitter.value;
    try {
      if (event.submitter.value) await (form.dataset.key ? reached(form) : allowed());
      form.submit();
    } catch (error) {
      line.textContent = error.message;
      line.hidden = false;
    }
  });
