// Pages without an account that show the waiting hall: the element #hall is fetched anew every second and
// a half (304 while nothing changed). On the display a button lets the browser say each new call aloud.
"use strict";
(() => {
  const EVERY = 1500, PATIENCE = 6000;
  let announce = () => {};
  let tag = "", heard = Date.now(), busy = false;
  const hall = () => document.getElementById("hall");
  const lost = document.querySelector("[data-lost]");

  const look = async () => {
    if (busy || document.hidden) return;
    busy = true;
    try {
      const headers = { "HX-Request": "true", "X-Background": "1" };
      if (tag) headers["If-None-Match"] = tag;
      const answer = await fetch(location.href, { headers, cache: "no-store" });
      if (answer.status === 404) return void location.reload(); // the day is over, or the hall is closed
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") ?? "";
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("hall");
        const old = hall();
        if (old && fresh && !old.isEqualNode(fresh)) {
          old.replaceWith(fresh);
          announce();
        }
      }
      if (answer.ok || answer.status === 304) heard = Date.now();
    } catch { /* said below after a while; asked again anyway */ } finally {
      busy = false;
    }
  };
  setInterval(() => {
    look();
    if (lost) lost.hidden = Date.now() - heard < PATIENCE;
  }, EVERY);
  document.addEventListener("visibilitychange", look);

  // --- The voice: off until somebody presses the button, and only where a Vietnamese one is installed ---
  const button = document.querySelector("[data-voice]");
  if (!button) return;
  const wanted = document.documentElement.lang === "en" ? "en" : "vi";
  const voice = () => window.speechSynthesis?.getVoices().find((one) => one.lang.toLowerCase().startsWith(wanted));
  let on = false;
  const newest = () => hall()?.querySelector("[data-call]");
  const mark = (call) => (call ? `${call.dataset.call} ${call.dataset.at}` : "");
  let said = mark(newest());
  const offer = () => { button.hidden = !voice(); };
  window.speechSynthesis?.addEventListener?.("voiceschanged", offer);
  offer();
  announce = () => {
    const call = newest();
    if (mark(call) === said) return;
    said = mark(call);
    if (!on || !call) return;
    const spoken = call.dataset.call.replace("-", " ").replace(/0*(\d+)$/, "$1");
    const text = button.dataset.say.replace("__number__", spoken).replace("__counter__", call.dataset.counter);
    const speech = new SpeechSynthesisUtterance(text);
    speech.voice = voice();
    speech.lang = speech.voice?.lang ?? wanted;
    window.speechSynthesis.speak(speech);
  };
  button.addEventListener("click", () => {
    on = true;
    button.textContent = button.dataset.on;
    button.disabled = true;
    window.speechSynthesis.speak(new SpeechSynthesisUtterance(" "));
  });
})();
