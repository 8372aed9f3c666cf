/* Keeps the last seen pages of the cabinet for whoever asked for that on this device: docs/adr/0023.
   A page is kept only if the site says whose it is and that person asked; what is kept of others goes first. */
"use strict";
const OFFLINE = {{ offline | tojson }}, SHELL = {{ shell | tojson }};
const FRAME = {{ frame_name | tojson }}, KEEPERS = "keepers"; // names of caches
const KEPT = /^\/cabinet\/(cases\/\d\d-\d{6}-\d\/)?$/;
const DOORS = /^\/(staff\/)?sign-(in|out)\//;
const MOST = 10; // pages
const LONGEST = 7 * 86400000; // milliseconds

const pagesOf = (whose) => `pages-${whose}`;
const forget = async (but) => {
  for (const name of await caches.keys()) {
    if (name.startsWith("pages-") && name !== but) await caches.delete(name);
  }
};
const isKeeper = async (whose) => Boolean(await (await caches.open(KEEPERS)).match(`/${whose}`));

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(FRAME).then((cache) => cache.addAll([OFFLINE, ...SHELL])));
});
addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("frame-") && name !== FRAME) await caches.delete(name);
    }
    await clients.claim();
  })());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode !== "navigate") {
    if (pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(() => fromFrame(request)));
    return;
  }
  if (DOORS.test(pathname)) event.waitUntil(forget());
  if (request.method !== "GET") return;
  event.respondWith(KEPT.test(pathname) && !search ? open(event, pathname) : fetch(request).catch(noConnection));
});
const fromFrame = async (request) => (await (await caches.open(FRAME)).match(request, { ignoreVary: true })) ?? Response.error();
const noConnection = async () => (await (await caches.open(FRAME)).match(OFFLINE, { ignoreVary: true })) ?? Response.error();

const open = async (event, path) => {
  let answer;
  try {
    answer = await fetch(event.request);
  } catch {
    return (await last(path)) ?? noConnection();
  }
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) await forget();
  else event.waitUntil(keep(path, answer.clone()));
  return answer;
};

const keep = async (path, answer) => {
  const whose = answer.headers.get("Page-Of");
  if (!whose || answer.status !== 200) return;
  await forget(pagesOf(whose));
  if (!await isKeeper(whose)) return forget();
  const cache = await caches.open(pagesOf(whose)), headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Set-Cookie"]) headers.delete(name);
  headers.set("Kept-At", Date.now());
  await cache.delete(path, { ignoreVary: true }); // so that it stands behind the older ones
  await cache.put(path, new Response(await answer.text(), { headers }));
  const paths = await cache.keys();
  for (const old of paths.slice(0, Math.max(0, paths.length - MOST))) await cache.delete(old);
};

/* One person's pages at most are here. The site has written into each when that was; here it comes to light. */
const last = async (path) => {
  const names = (await caches.keys()).filter((name) => name.startsWith("pages-"));
  if (names.length !== 1) return forget();
  const cache = await caches.open(names[0]), kept = await cache.match(path, { ignoreVary: true });
  if (!kept) return undefined;
  const age = Date.now() - Number(kept.headers.get("Kept-At"));
  if (!(age >= 0 && age < LONGEST)) { await cache.delete(path); return undefined; }
  const text = (await kept.text()).replace("<!--offline", "").replace("offline-->", "");
  return new Response(text, { headers: kept.headers });
};
