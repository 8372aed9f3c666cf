/* Papers on a bad network: photographs are made smaller and looked at, files go in pieces and go on where they
   broke off; then the form names them. Whatever fails here, the form is sent as it is: docs/adr/0022. */
(() => {
  "use strict";
  const settings = document.getElementById("uploading");
  if (!settings || !globalThis.crypto?.subtle || !globalThis.DataTransfer) return;
  const url = settings.dataset.url;
  const FIRST = 1000, LONGEST = 30000; // milliseconds
  const words = (name, values = {}) =>
    Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), settings.dataset[name]);
  const chooser = (form) => form.querySelector("input[type=file][data-most]");
  const prepared = new WeakMap(); // by chooser: a promise of what is wrong with its photographs
  const passing = new WeakSet(); // forms that go as they are now

  const told = (form) => chooser(form).closest(".field").querySelector(".file-told");
  const region = (form, kind) => {
    const name = `upload-${kind}`;
    let place = form.querySelector(`.${name}`);
    if (!place) {
      place = document.createElement(kind === "bar" ? "progress" : "p");
      place.className = name;
      if (kind === "bar") { place.max = 1; place.setAttribute("aria-label", words("sending")); }
      else { place.setAttribute("role", "status"); }
      told(form).append(place);
    }
    return place;
  };
  const say = (form, kind, text) => {
    const place = region(form, kind);
    if (place.textContent === text) return; // a voice would read it again
    place.textContent = text;
    told(form).classList.toggle("speaks", text !== "");
  };
  const clear = (form) => {
    form.querySelectorAll("[class^=upload-], [data-came]").forEach((it) => it.remove());
    told(form).classList.remove("speaks");
  };

  /* Choosing: smaller pictures take the place of the large ones in the form itself. */
  const choose = async (input) => {
    const found = [], bag = new DataTransfer();
    for (const [at, file] of [...input.files].entries()) {
      const { file: ready, fault } = await photo.prepare(file);
      bag.items.add(ready);
      if (fault) found.push(words(fault, { place: at + 1 }));
    }
    input.files = bag.files;
    if ([...bag.files].every((file) => file.size <= input.dataset.most * 1048576)) input.setCustomValidity("");
    return found;
  };
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches?.("input[type=file][data-most]") || !input.form.closest("main")) return;
    const { form } = input;
    clear(form);
    if (!input.files.length) return prepared.delete(input);
    event.stopImmediatePropagation(); // whether it is too large is known when it is smaller
    say(form, "words", words("preparing"));
    const ready = choose(input).then((found) => {
      say(form, "words", "");
      if (found.length) say(form, "faults", [...found, words("anyway")].join(" "));
      return found;
    });
    prepared.set(input, ready.catch(() => []));
  }, true);

  /* Sending. */
  document.addEventListener("submit", (event) => {
    const form = event.target, input = chooser(form);
    if (!input || form.method !== "post" || passing.delete(form)) return;
    if (form.dataset.sending) return stop(event);
    if (!prepared.has(input) || !input.files.length) return;
    stop(event);
    const { submitter } = event;
    form.dataset.sending = "yes";
    submitter?.setAttribute("aria-disabled", "true");
    send(form, input).catch(() => clear(form)).then((waits) => {
      delete form.dataset.sending;
      submitter?.removeAttribute("aria-disabled");
      if (waits) return;
      passing.add(form);
      form.requestSubmit(submitter);
    });
  }, true);
  const stop = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };

  /* True where the person has to look first: a fault that was not on the page yet when they pressed. */
  const send = async (form, input) => {
    const seen = form.querySelector(".upload-faults") !== null;
    const found = await prepared.get(input);
    if (found.length && !seen) return true;
    form.querySelector(".upload-faults")?.remove();
    const files = [...input.files];
    const total = files.reduce((sum, file) => sum + file.size, 0);
    let before = 0;
    const ids = [];
    for (const file of files) {
      ids.push(await sendFile(form, file, (sent) => progress(form, (before + sent) / total)));
      before += file.size;
    }
    say(form, "words", words("checking"));
    for (const id of ids) {
      const named = document.createElement("input");
      Object.assign(named, { type: "hidden", name: `${input.name}-came`, value: id });
      named.dataset.came = "";
      form.append(named);
    }
    prepared.delete(input);
    input.value = "";
    return false;
  };

  const progress = (form, part) => {
    region(form, "bar").value = part;
    say(form, "words", `${words("sending")} ${Math.floor(part * 4) * 25} %`); // a voice need not read every step
  };

  const sendFile = async (form, file, tell) => {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const ask = (path, method, body, headers = {}) => persist(form, () => fetch(path, {
      method, body, headers: { "X-CSRFToken": form.elements.csrf_token.value, ...headers },
    }));
    const begun = await ask(url, "POST", new URLSearchParams({ size: file.size, sha256 }));
    if (begun.status !== 201) throw new Error("refused");
    const { id, part, received: there } = begun.content;
    let received = there;
    tell(received);
    while (received < file.size) {
      const piece = file.slice(received, received + part);
      const taken = await ask(`${url}${id}/`, "PATCH", piece, {
        "Content-Type": "application/octet-stream", "Upload-Offset": received,
      });
      if (taken.status !== 200 && taken.status !== 409) throw new Error("refused");
      ({ received } = taken.content);
      tell(received);
    }
    return id;
  };

  /* Until there is an answer of the site's own: a lost one is asked for again, and says how much has come. */
  const persist = async (form, request) => {
    for (let wait = FIRST; ; wait = Math.min(wait * 2, LONGEST)) {
      try {
        const answer = await request();
        if (answer.status < 500) return { status: answer.status, content: await answer.json() };
      } catch (error) {
        if (error instanceof SyntaxError) throw error; // no answer to us: a page, perhaps that of the sign-in
      }
      if (!form.isConnected) throw new Error("gone");
      say(form, "words", words("broken"));
      await pause(wait);
    }
  };
  const pause = (wait) => new Promise((done) => {
    const timer = setTimeout(done, wait);
    addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
  });
})();
