// Reloads the page when the site is newer than it, which the server tells.
const shown = new URL(document.currentScript.src).searchParams.get("version");
const events = new EventSource("/-/events");
events.addEventListener("version", (event) => {
  if (event.data !== shown) {
    events.close();
    location.reload();
  }
});
