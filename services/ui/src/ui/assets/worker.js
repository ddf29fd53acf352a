// Shows notifications of reminders. It keeps nothing, and takes no request of a page in hand.
addEventListener("install", () => skipWaiting());
addEventListener("activate", event => event.waitUntil(clients.claim()));
const pages = () => clients.matchAll({ type: "window", includeUncontrolled: true });
const show = one => registration.showNotification(one.title, { body: one.body, tag: one.tag, icon: "/favicon.ico", timestamp: one.at });
addEventListener("message", event => event.waitUntil((async () => {
  if ((await pages()).some(page => page.focused)) return;  // It is being looked at.
  for (const one of event.data) await show(one);
})()));
addEventListener("notificationclick", event => event.waitUntil((async () => {
  event.notification.close();
  const [page] = await pages();
  await (page ? page.focus() : clients.openWindow("/today"));
})()));
