/* The choice to keep the pages of the cabinet on this device. It is made here and known to this device alone. */
(async () => {
  "use strict";
  const place = document.getElementById("device"), { whose } = document.body.dataset;
  if (!place || !whose || !navigator.serviceWorker || !globalThis.caches) return;
  const button = place.querySelector("button"), told = place.querySelector("[role=status]");
  const keepers = await caches.open("keepers"), mine = `/${whose}`;
  let kept = Boolean(await keepers.match(mine));

  const show = () => {
    button.textContent = kept ? place.dataset.stop : place.dataset.begin;
    place.querySelector(".device-state").textContent = kept ? place.dataset.on : place.dataset.off;
    place.hidden = false;
  };
  const begin = async () => {
    await navigator.serviceWorker.register(place.dataset.worker, { scope: "/", updateViaCache: "none" });
    await navigator.serviceWorker.ready;
    await keepers.put(mine, new Response(""));
  };
  const end = async () => {
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
  };
  button.addEventListener("click", async () => {
    button.setAttribute("aria-disabled", "true");
    try {
      await (kept ? end() : begin());
      kept = !kept;
      told.textContent = kept ? place.dataset.begun : place.dataset.ended;
    } catch {
      told.textContent = place.dataset.failed;
    }
    button.removeAttribute("aria-disabled");
    show();
  });
  show();
})();
