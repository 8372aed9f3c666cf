/* What a script can make easier. Nothing here is needed: every form and link works without it. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const say = (text) => { const live = $("#live"); if (live && text) live.textContent = text; };
  const polls = (element) => element.hasAttribute?.("data-poll");
  const LONGEST_WAIT = 60; // seconds between two questions while the connection is gone

  /* What this tab keeps of what was typed (draft.js) is its writer's alone: it ends with the visit. */
  const KEPT = 30 * 60000; // milliseconds, as long as a visit without a sign of life
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (!key.startsWith("typed:")) continue;
      const { whose, at } = JSON.parse(sessionStorage[key]);
      const { whose: here } = document.body.dataset;
      if (Date.now() - at > KEPT || (here && here !== whose)) sessionStorage.removeItem(key);
    }
  } catch { /* a browser that keeps nothing */ }
  document.addEventListener("submit", ({ target }) => {
    if (target.matches("[action='/sign-out/']")) sessionStorage.clear();
  });

  /* A form is sent once. It opens again when the page is shown again, or when nothing came after ten seconds. */
  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    if (!navigator.onLine) { // the browser would put its own page in the place of what was typed
      event.preventDefault();
      return sayLost();
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
    say(form.dataset.busy);
    setTimeout(release, 10000, form);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

  /* A photograph that is too large is told before it is sent: the network may be slow and dear. */
  document.addEventListener("change", ({ target }) => {
    if (target.type !== "file" || !target.dataset.most) return;
    const large = [...target.files].some((file) => file.size > target.dataset.most * 1048576);
    target.setCustomValidity(large ? target.dataset.tooLarge : "");
    if (large) target.reportValidity();
  });

  /* After a deed, focus goes to what is new: htmx itself focuses an error summary (autofocus), we a heading. */
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const asked = ctx.sourceEvent?.type;
    const target = typeof ctx.target === "string" ? $(ctx.target) : document.getElementById(ctx.target?.id);
    if (!target) return;
    say($("[data-announce]", target)?.dataset.announce);
    if ((asked !== "submit" && asked !== "click") || $("[autofocus]", target)) return;
    const heading = $("h1, h2, h3", target);
    if (heading) { heading.tabIndex = -1; heading.focus(); }
  });

  /* What asks again by itself takes nobody's place away: focus goes to the same link or button of the answer. */
  const places = (root) => [...root.querySelectorAll("a, button, input, select, textarea, summary")];
  let place = -1;
  document.addEventListener("htmx:before:swap", ({ detail: { ctx: { sourceElement: it } } }) => {
    place = it && polls(it) ? places(it).indexOf(document.activeElement) : -1;
  });
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const now = place >= 0 && document.getElementById(ctx.sourceElement.id);
    if (now) places(now)[place]?.focus({ preventScroll: true });
    place = -1;
  });

  /* Answers that are not ours (a proxy's error page) and lost connections leave the page as it is and say so. */
  const lost = (element) => (polls(element) ? retry(element) : sayLost());
  const sayLost = () => {
    const words = $("#connection-lost"), errors = $("#errors");
    if (words && errors) errors.replaceChildren(words.content.cloneNode(true));
  };
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = event.detail;
    const { status, headers } = ctx.response ?? {};
    if (!(status >= 400) || status === 422) return;
    if (polls(ctx.sourceElement) || !headers.has("HX-Retarget")) {
      event.preventDefault();
      lost(ctx.sourceElement);
    }
  });
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => ctx && lost(ctx.sourceElement));

  /* Whatever asks again by itself rests while nobody looks, and asks ever more rarely while no answer comes. */
  const retry = (element) => {
    const wait = Math.min((Number(element.dataset.wait) || Number(element.dataset.poll)) * 2, LONGEST_WAIT);
    element.dataset.wait = wait;
    setTimeout(() => element.isConnected && htmx.trigger(element, "poll"), wait * 1000);
  };
  document.addEventListener("htmx:before:request", (event) => {
    const element = event.detail.ctx.sourceElement;
    if (document.hidden && polls(element)) {
      event.preventDefault();
      element.dataset.resting = "yes";
    }
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    document.querySelectorAll("[data-resting]").forEach((element) => {
      delete element.dataset.resting;
      htmx.trigger(element, "poll");
    });
  });
})();
