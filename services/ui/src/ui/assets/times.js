// Times in the zone of whoever reads; without this they are in the assistant's.
const shape = { weekday: "short", day: "numeric", month: W.month, year: "numeric", hour: "2-digit", minute: "2-digit" };
function localTimes() {
  for (const time of document.querySelectorAll("time[datetime]"))
    time.textContent = new Date(time.dateTime).toLocaleString(W.locale, shape).replaceAll(",", "");
}
localTimes();
