/* Signing with NCALayer, the program on the person's own computer. The section is hidden without this script.
   Nothing is asked of that program before the button is pressed; whatever goes wrong is said beside it. */
(() => {
  "use strict";
  const place = document.getElementById("ncalayer");
  const form = document.getElementById("signed");
  if (!place || !form || typeof NCALayerClient === "undefined") return;

  const CONNECTING = 5000; // milliseconds; NCALayer greets at once when it runs
  const ASKED_BY_BROWSER = 60000; // while the browser asks whether we may reach it
  const SIGNING = 180000; // time to find one's key and type its password
  const SIGNING_KEY = "1.3.6.1.5.5.7.3.4"; // emailProtection: how the NCA marks keys that sign

  const button = place.querySelector("button");
  const says = place.querySelector("[role=alert]");
  const waits = place.querySelector("[role=status]");
  const settings = JSON.parse(place.dataset.ncalayer);
  place.hidden = false;

  class Failure extends Error {
    constructor(outcome, details = "") {
      super(details);
      this.outcome = outcome;
    }
  }
  const words = (name) => place.querySelector(`template[data-outcome="${name}"]`)?.content.cloneNode(true) ?? "";
  const limited = (promise, milliseconds, outcome) => Promise.race([
    promise,
    new Promise((_resolve, reject) => { setTimeout(() => reject(new Failure(outcome)), milliseconds); }),
  ]);

  /* Browsers ask before a page may reach this computer itself, each under its own name; asking here asks nobody. */
  const permission = async () => {
    for (const name of ["loopback-network", "local-network-access"]) {
      try {
        return (await navigator.permissions.query({ name })).state;
      } catch { /* a browser that does not know this name */ }
    }
    return "unknown";
  };

  const papers = () => Promise.all(settings.papers.map(async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Failure("papers");
    return answer.arrayBuffer();
  })).then((files) => NCALayerClient.normalizeDataToSign(files), () => { throw new Failure("papers"); });

  const connect = async () => {
    const state = await permission();
    if (state === "denied") throw new Failure("blocked");
    const client = new NCALayerClient(settings.url, false);
    client.kmdHttpApiUrl = "https://["; // no address: the client would ask KAZTOKEN's, which our policy forbids
    try {
      await limited(client.connect(), state === "prompt" ? ASKED_BY_BROWSER : CONNECTING, "missing");
    } catch {
      client.wsConnection?.close();
      throw new Failure((await permission()) === "denied" ? "blocked" : "missing");
    }
    return client;
  };

  const signed = async (client, data) => {
    const closed = new Promise((_resolve, reject) => {
      client.wsConnection.addEventListener("close", () => reject(new Failure("closed")));
      if (client.wsConnection.readyState > WebSocket.OPEN) reject(new Failure("closed"));
    });
    const signer = { extKeyUsageOids: [SIGNING_KEY], chain: settings.anyChain ? [] : null };
    if (settings.iin) signer.iin = settings.iin;
    if (settings.bin) signer.bin = settings.bin;
    const signing = client.basicsSign(
      null, "cms", data, NCALayerClient.basicsCMSParamsDetached, signer, settings.locale,
    );
    const answer = [].concat(await limited(Promise.race([signing, closed]), SIGNING, "silent"));
    if (answer.length !== data.length || answer.some((cms) => typeof cms !== "string")) throw new Failure("error");
    return answer;
  };

  const sign = async () => {
    let client = null;
    try {
      const data = await papers();
      client = await connect();
      waits.replaceChildren(words("signing"));
      return await signed(client, data);
    } catch (problem) {
      if (problem instanceof Failure) throw problem;
      const gone = client?.wsConnection.readyState > WebSocket.OPEN;
      throw new Failure(problem.canceledByUser ? "cancelled" : gone ? "closed" : "error", problem.message);
    } finally {
      client?.wsConnection.close();
    }
  };

  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    says.replaceChildren();
    waits.replaceChildren(words("connecting"));
    try {
      const fields = (await sign()).map((value) =>
        Object.assign(document.createElement("input"), { type: "hidden", name: "cms", value }));
      form.querySelectorAll("[name=cms]").forEach((old) => old.remove());
      form.append(...fields);
      waits.replaceChildren(words("sending"));
      form.requestSubmit();
    } catch (problem) {
      waits.replaceChildren();
      says.replaceChildren(words(problem.outcome ?? "error"));
      const details = says.querySelector("[data-details]");
      if (details) details.textContent = problem.message;
      button.removeAttribute("aria-disabled");
    }
  });

  permission().then((state) => {
    if (state === "prompt") button.parentElement.before(words("asked"));
  });
})();
