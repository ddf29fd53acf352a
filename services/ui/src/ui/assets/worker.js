// Shows notifications of reminders. It keeps nothing, and takes no request of a page in hand.
const LATE_MS = 90000;
addEventListener("install", () => skipWaiting());
addEventListener("activate", event => event.waitUntil(clients.claim()));
const pages = () => clients.matchAll({ type: "window", includeUncontrolled: true });
function show(one) {
  const at = Date.parse(one.at), isLate = Date.now() - at > LATE_MS;
  const late = isLate ? "\n" + W.late.replace("{}", new Date(at).toLocaleString(W.language, { weekday: "short", hour: "numeric", minute: "2-digit" })) : "";
  return registration.showNotification(one.title, { body: one.body + late, tag: one.tag, icon: "/favicon.ico", timestamp: at || Date.now() });
}
// What a page has heard of is not shown while one is being looked at; what is pushed must be shown, or the browser takes the right away.
addEventListener("message", event => event.waitUntil((async () => {
  if ((await pages()).some(page => page.focused)) return;
  for (const one of event.data) await show(one);
})()));
// One with nothing in it has no tag of its own: what comes in one minute is one.
const unsaid = () => ({ title: W.reminder, body: W.discreet, tag: `reminder ${Math.floor(Date.now() / 60000)}` });
addEventListener("push", event => event.waitUntil(show(event.data ? event.data.json() : unsaid())));
addEventListener("notificationclick", event => event.waitUntil((async () => {
  event.notification.close();
  const [page] = await pages();
  await (page ? page.focus() : clients.openWindow("/today"));
})()));
