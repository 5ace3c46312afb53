// Calls for help. F9 twice within three seconds, or two clicks, send the call; a single one cannot. A call
// that nobody has accepted sounds and flashes in the title until somebody comes or it is stopped.
"use strict";
(() => {
  const WITHIN = 3000, AGAIN = 2500;
  const form = () => document.querySelector("[data-alarm-call]");
  let armed = 0, words = "", sound = null, sounded = 0;
  const title = document.title;

  const show = (on) => {
    const text = form()?.querySelector("[data-alarm-words]");
    if (!text) return;
    if (on) {
      words = text.textContent;
      text.textContent = form().dataset.again;
    } else if (words) text.textContent = words;
    form().classList.toggle("alarm-armed", on);
    text.setAttribute("role", "status");
  };
  const press = () => {
    if (!form()) return;
    if (armed) {
      clearTimeout(armed);
      armed = 0;
      form().requestSubmit();
      return;
    }
    show(true);
    armed = setTimeout(() => { armed = 0; show(false); }, WITHIN);
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F9" || event.repeat || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    press();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-alarm-arm]")) return;
    event.preventDefault();
    press();
  });

  const beep = () => {
    try {
      sound ??= new AudioContext();
      [0, 0.25, 0.5].forEach((at, turn) => {
        const tone = sound.createOscillator();
        const gain = sound.createGain();
        tone.frequency.value = turn % 2 ? 660 : 880;
        gain.gain.value = 0.2;
        tone.connect(gain).connect(sound.destination);
        tone.start(sound.currentTime + at);
        tone.stop(sound.currentTime + at + 0.2);
      });
    } catch { /* no sound here: the banner is seen anyway */ }
  };
  setInterval(() => {
    const waiting = document.querySelector("[data-alarm-open]:not([data-alarm-quiet=yes])");
    const open = document.querySelector("[data-alarm-open]");
    document.title = open ? `⚠ ${title}` : title;
    if (!waiting || Date.now() - sounded < AGAIN) return;
    sounded = Date.now();
    beep();
  }, 500);
})();
