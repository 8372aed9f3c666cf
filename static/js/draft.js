/* A form that is kept while it is filled in. What the site has not heard stays in this tab until it has:
   docs/adr/0021. Without this script the form is kept when it is sent. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const url = form.dataset.keep, key = `typed:${url}`;
  const token = form.elements.csrf_token.value;
  const TYPING = 1500, CHOSEN = 300, FIRST = 2000, LONGEST = 60000; // milliseconds
  let unheard = null; // what was sent and not answered: sent again as it was, so that the site knows it for the same
  let newer = false; // whether something was typed after that
  let busy = null, stopped = false, wait = FIRST, timer;

  const place = () => document.getElementById("saved");
  const content = () => [...new FormData(form)].filter(([name]) => name !== "csrf_token");
  const body = () => new URLSearchParams(content()).toString();
  const say = (node) => {
    const words = node.querySelector("[data-announce]")?.dataset.announce;
    if (words) document.getElementById("live").textContent = words;
  };
  const note = (state) => {
    if (place().dataset.state === state) return;
    place().dataset.state = state;
    place().replaceChildren(document.getElementById(state).content.cloneNode(true));
    if (state !== "not-saved") say(place());
  };
  const store = () => {
    const kept = { whose: document.body.dataset.whose, at: Date.now(), unheard, fields: content() };
    try { sessionStorage.setItem(key, JSON.stringify(kept)); } catch { /* a full or forbidden store: the page has it */ }
  };
  const later = (delay) => { clearTimeout(timer); timer = setTimeout(send, delay); };

  const typed = (delay) => {
    if (stopped) return;
    newer = true;
    if (!unheard) note("not-saved");
    store();
    if (!unheard || wait === FIRST) later(delay);
  };
  form.addEventListener("input", () => typed(TYPING));
  form.addEventListener("change", () => typed(CHOSEN));

  const send = () => (busy ??= post().finally(() => { busy = null; }));
  const post = async () => {
    if (stopped || !(unheard || newer)) return;
    clearTimeout(timer);
    if (!unheard) [unheard, newer] = [body(), false];
    store();
    let answer, text;
    try {
      answer = await fetch(url, {
        method: "POST", body: unheard, keepalive: document.hidden,
        headers: { "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true", "X-CSRFToken": token },
      });
      text = await answer.text();
    } catch { return unsent(); }
    const parsed = document.createElement("template");
    parsed.innerHTML = text;
    const fresh = parsed.content.querySelector("#saved");
    if (fresh) return heard(fresh);
    const to = answer.headers.get("HX-Redirect");
    if (to && !to.startsWith("/sign-in/")) { sessionStorage.removeItem(key); location.assign(to); return; }
    if (to || answer.status === 400) { stopped = true; note("visit-over"); return; }
    unsent();
  };
  const unsent = () => {
    note("not-sent");
    later(wait);
    wait = Math.min(wait * 2, LONGEST);
  };
  const heard = (fresh) => {
    unheard = null;
    wait = FIRST;
    const { state, seen } = fresh.dataset;
    stopped = state === "changed"; // from here on the person decides
    if (!stopped) form.elements.seen.value = seen;
    if (newer && !stopped) { store(); later(CHOSEN); return; }
    place().replaceWith(fresh);
    say(fresh);
    if (state === "wrong") store(); else sessionStorage.removeItem(key);
  };
  const now = () => { wait = FIRST; send(); };
  addEventListener("online", now);
  document.addEventListener("visibilitychange", () => document.hidden && !unheard && send());

  /* “Continue” waits until the site has heard what was sent before: otherwise it would meet it as somebody else's. */
  form.addEventListener("submit", (event) => {
    if (!unheard || stopped) return;
    event.preventDefault();
    const { submitter } = event;
    now();
    busy.then(() => { if (!unheard && !stopped) form.requestSubmit(submitter); });
  });

  const restore = () => {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
    if (!kept) return;
    const shown = form.elements.seen.value, before = body();
    for (const field of form.elements) {
      const values = kept.fields.filter(([name]) => name === field.name).map(([, value]) => value);
      if (!field.name || field.name === "csrf_token" || field.localName === "button") continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (values.length) [field.value] = values;
    }
    const seen = form.elements.seen.value;
    form.elements.seen.value = shown;
    if (body() === before && !kept.unheard) { sessionStorage.removeItem(key); return; }
    form.elements.seen.value = seen;
    unheard = kept.unheard;
    newer = true;
    note("not-saved");
    send();
  };
  restore();
})();
