// The code of a link goes from the address into the form: it stays neither in the history nor in a bookmark.
const take = () => {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code) return;
  document.getElementById("code").value = code;
  document.getElementById("typed").hidden = true;
  document.getElementById("ready").hidden = false;
  history.replaceState(null, "", location.pathname);
};
take();
addEventListener("hashchange", take);
