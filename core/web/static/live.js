// Keeps parts of a page up to date: elements with data-live="topic …" and an id are fetched anew when
// the tenant's stream names their topic. Without a stream they are fetched every 15 seconds.
"use strict";
(() => {
  const state = document.getElementById("live");
  if (!state) return;
  const START = 800, POLL = 15000, AGAIN = 60000, SILENT = 25000, PATIENCE = 2000;
  const seconds = state.querySelector("[data-live-seconds]");
  const parts = (topic) => [...document.querySelectorAll("[data-live]")]
    .filter((el) => el.id && (!topic || el.dataset.live.split(" ").includes(topic)));
  const topics = () => [...new Set(parts().flatMap((el) => el.dataset.live.split(" ")))];
  let last = state.dataset.last;
  let source = null, heard = 0, poll = 0, lostAt = 0, clock = 0, over = false;

  // --- The state of the connection: said after two seconds, then counted ---
  const show = () => {
    const passed = Date.now() - lostAt;
    state.hidden = passed < PATIENCE;
    seconds.textContent = `${Math.round(passed / 1000)} s`;
  };
  const lost = () => {
    if (lostAt) return;
    lostAt = Date.now();
    clock = setInterval(show, 500);
  };
  const found = () => {
    clearInterval(clock);
    lostAt = 0;
    state.hidden = true;
  };

  // --- A part: fetched once at a time, and once more when something happened meanwhile ---
  const running = new Set(), again = new Set();
  const refresh = async (id) => {
    again.add(id);
    if (running.has(id)) return;
    running.add(id);
    try {
      while (again.delete(id)) await load(id);
    } catch {
      again.add(id);
      if (source === null || source.readyState !== EventSource.OPEN) lost();
      else setTimeout(() => refresh(id), 3000);
    } finally {
      running.delete(id);
    }
  };
  const refreshAll = (topic) => parts(topic).forEach((el) => refresh(el.id));

  const load = async (id) => {
    const page = location.href;
    const address = document.getElementById(id)?.dataset.liveUrl ?? page;
    const answer = await fetch(address, { headers: { "HX-Request": "true", "X-Background": "1" }, cache: "no-store" });
    if ([286, 401, 403, 404].includes(answer.status)) return leave();
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const text = await answer.text();
    const old = document.getElementById(id);
    if (poll) found();
    if (page !== location.href) return void again.add(id); // the filter went on meanwhile
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(id);
    if (old && fresh && !old.isEqualNode(fresh)) swap(old, fresh);
  };

  const swap = (old, fresh) => {
    const at = old.contains(document.activeElement) ? document.activeElement : null;
    const same = at && (at.id ? `#${CSS.escape(at.id)}` : at.matches("a[href]") ? `a[href="${CSS.escape(at.getAttribute("href"))}"]` : "");
    old.replaceWith(fresh);
    window.htmx?.process(fresh);
    if (same) fresh.querySelector(same)?.focus({ preventScroll: true });
  };

  // Logged out, moved or without the right: the server says so on a fresh page.
  const leave = () => {
    over = true;
    stop();
    location.reload();
  };

  // --- The stream: one for all parts ---
  const stop = () => {
    source?.close();
    source = null;
    clearInterval(poll);
    poll = 0;
  };
  const note = (event) => {
    heard = Date.now();
    if (event.lastEventId) last = event.lastEventId;
  };
  const connect = () => {
    if (over || source || !topics().length) return;
    if (!window.EventSource) return fallBack();
    heard = Date.now();
    const stream = new EventSource(`${state.dataset.stream}?topics=${encodeURIComponent(topics().join(","))}&last=${last}`);
    source = stream;
    stream.onopen = () => {
      heard = Date.now();
      clearInterval(poll);
      poll = 0;
      found();
      [...again].forEach(refresh); // what could not be fetched while the connection was lost
    };
    stream.onerror = () => {
      if (source !== stream) return;
      if (stream.readyState !== EventSource.CLOSED) return lost(); // the browser tries again by itself
      source = null;
      fallBack();
    };
    stream.addEventListener("beat", note);
    stream.addEventListener("reset", (event) => (note(event), refreshAll()));
    topics().forEach((topic) => stream.addEventListener(topic, (event) => (note(event), refreshAll(topic))));
  };
  const fallBack = () => {
    if (over) return;
    if (!poll) poll = setInterval(refreshAll, POLL, undefined);
    refreshAll();
    if (window.EventSource) setTimeout(connect, AGAIN);
  };

  window.addEventListener("offline", () => (stop(), lost()));
  window.addEventListener("online", connect);
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  // A connection can die without a word: no sign of life for 25 seconds, then a new one.
  setInterval(() => {
    if (source?.readyState !== EventSource.OPEN || Date.now() - heard < SILENT) return;
    stop();
    lost();
    connect();
  }, 5000);
  // Who only passes through a page opens no stream; nothing is missed, the stream starts at the page's number.
  setTimeout(connect, START);
})();
