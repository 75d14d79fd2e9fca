// Reloads the page when the site is newer than it, which the server tells. A hidden page lets go of its connection, of
// which a browser has few for one server; when it is shown again, it hears whether it has missed something.
"use strict";

const shown = new URL(document.currentScript.src).searchParams.get("version");
let events;

function listen() {
  events?.close();
  events = new EventSource("/-/events");
  events.addEventListener("version", (event) => {
    if (event.data === shown) return;
    events.close();
    location.reload();
  });
}

document.addEventListener("visibilitychange", () => (document.hidden ? events.close() : listen()));
addEventListener("pagehide", () => events.close());
addEventListener("pageshow", (event) => {
  if (event.persisted) listen();
});
listen();
