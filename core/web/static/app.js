// What pages do besides sending forms. Everything here has a way without it.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const texts = () => document.getElementById("texts")?.dataset ?? {};
  const typing = (el) => el?.closest?.("input:not([type=radio]):not([type=checkbox]):not([type=submit]), textarea, select, [contenteditable]");
  const seen = (el) => el.getClientRects().length > 0 && !el.disabled;

  // --- Keyboard: data-shortcut="n" or "alt+s" on links, buttons and fields ---
  // The physical key decides, because Alt+letter and Vietnamese input methods change what `key` says.
  const pressed = (event) => {
    const letter = /^(Key|Digit)(.)$/.exec(event.code || "")?.[2].toLowerCase();
    const key = letter && !event.shiftKey ? letter : (event.key || "").toLowerCase();
    return [event.ctrlKey && "ctrl", event.altKey && "alt", key].filter(Boolean).join("+");
  };
  const shortcuts = (from) => $$("[data-shortcut]", from).filter(seen);

  // The page's own search first, else the one in the header, where that has room for a field.
  const searchField = () => $$("[data-search], [data-search-all]").filter(seen).sort((a, b) => ("searchAll" in a.dataset) - ("searchAll" in b.dataset))[0];

  // --- Lists by keyboard: j and k move the real focus from row to row, so that Enter opens and readers speak it; x ticks ---
  const rowLinks = () => $$("main table.stack tbody tr").map((row) => row.querySelector("a[href]")).filter((link) => link && seen(link));
  const tickOf = (link) => link?.closest("tr").querySelector("input[type=checkbox]:not(:disabled)");
  let lastRow = "";
  const moveInList = (event) => {
    if (event.shiftKey || !["j", "k", "x"].includes(pressed(event))) return false;
    const links = rowLinks();
    const row = document.activeElement?.closest("tr");
    const here = links.find((link) => row?.contains(link)) ?? links.find((link) => link.href === lastRow);
    if (pressed(event) === "x") {
      const tick = tickOf(here);
      tick?.click();
      return Boolean(tick);
    }
    const step = pressed(event) === "j" ? 1 : -1;
    const next = here ? links[links.indexOf(here) + step] : links[step > 0 ? 0 : links.length - 1];
    if (!next) return false;
    lastRow = next.href;
    next.focus();
    next.closest("tr").scrollIntoView({ block: "nearest" });
    return true;
  };

  const listShortcuts = () => {
    const list = document.querySelector("[data-shortcuts-list]");
    if (!list) return;
    const named = (el) => {
      const copy = el.cloneNode(true);
      $$("kbd", copy).forEach((kbd) => kbd.remove());
      return copy.textContent.trim() || el.getAttribute("aria-label") || el.title;
    };
    const rows = shortcuts(document).map((el) => [named(el), el.dataset.shortcut]);
    if (searchField()) rows.push([list.dataset.searchLabel, "/"]);
    const lines = rowLinks();
    if (lines.length) rows.push([list.dataset.rowsLabel, "J / K"], [list.dataset.openLabel, "Enter"]);
    if (lines.some(tickOf)) rows.push([list.dataset.tickLabel, "X"]);
    if (document.querySelector("[data-keys]")) rows.push([list.dataset.choiceLabel, "1 – 9"]);
    rows.push([list.dataset.helpLabel, "?"]);
    list.replaceChildren(...rows.map(([label, keys]) => {
      const row = document.createElement("div");
      const term = document.createElement("dt");
      const value = document.createElement("dd");
      const kbd = document.createElement("kbd");
      kbd.className = "key";
      kbd.textContent = keys.replace(/(^|\+)([a-z])/g, (all, plus, char) => plus + char.toUpperCase());
      term.textContent = label;
      value.append(kbd);
      row.append(term, value);
      return row;
    }));
    document.getElementById("shortcuts").showModal();
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || event.metaKey) return;
    if (event.key === "Escape") return void closeMenus(null, true);
    const inField = typing(event.target);
    if (inField && !event.altKey && !event.ctrlKey) return;
    const open = document.querySelector("dialog[open]");
    const keys = pressed(event);
    if (!open && !inField && event.key === "?") return event.preventDefault(), listShortcuts();
    if (!open && !inField && event.key === "/") {
      const search = searchField();
      if (search) return event.preventDefault(), search.focus(), search.select?.();
    }
    if (!event.altKey && !event.ctrlKey && chooseCard(event)) return;
    const target = shortcuts(open ?? document).find((el) => el.dataset.shortcut === keys);
    if (!target) return void (!open && !inField && moveInList(event) && event.preventDefault());
    event.preventDefault();
    if (target.matches("input, select, textarea")) target.focus();
    else target.click();
  });

  const chooseCard = (event) => {
    const group = event.target.closest?.("[data-keys]");
    const number = /^(?:Digit|Numpad)([1-9])$/.exec(event.code || "")?.[1] ?? (/^[1-9]$/.test(event.key) && event.key);
    const radio = group && number && $$("input[type=radio]", group)[number - 1];
    if (!radio) return false;
    event.preventDefault();
    radio.focus();
    radio.click();
    return true;
  };

  // --- Menus and dialogs ---
  const closeMenus = (except, refocus = false) => $$("details[data-menu][open]").forEach((menu) => {
    if (menu === except) return;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (refocus && inside) menu.querySelector("summary").focus();
  });

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    closeMenus(at("details[data-menu]"));
    const opener = at("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog?.showModal && !event.ctrlKey && !event.shiftKey && !event.metaKey) {
      event.preventDefault();
      dialog.showModal();
    }
    if (at("[data-close]") || event.target.matches("dialog")) event.target.closest("dialog")?.close();
    if (at("[data-shortcuts-open]")) listShortcuts();
    if (at("[data-print]")) window.print();
    if (at("[data-toast-close]")) at("[data-toast]").remove();
    const add = at("[data-repeat-add]");
    if (add && addRow(add.closest("[data-repeat]"))) event.preventDefault();
    if (at("[data-repeat-remove]")) removeRow(at("[data-row]"));
    const jump = at("#error-summary a");
    const field = jump && document.getElementById(jump.hash.slice(1));
    if (field) {
      event.preventDefault();
      field.focus();
      field.scrollIntoView({ block: "center" });
    }
  });

  // --- Toasts: 8 seconds, longer while pointed at or focused ---
  const startToasts = (from) => $$("[data-toast]:not([data-timed])", from).forEach((toast) => {
    toast.dataset.timed = "";
    let timer;
    const run = () => { timer = setTimeout(() => toast.remove(), 8000); };
    const hold = () => clearTimeout(timer);
    for (const [name, act] of [["mouseenter", hold], ["focusin", hold], ["mouseleave", run], ["focusout", run]]) toast.addEventListener(name, act);
    run();
  });

  // --- Parts of a form that hang on an answer: data-show-when="field=value,value" ---
  const answers = (form, name) => $$(`[name="${CSS.escape(name)}"]`, form)
    .filter((el) => !el.matches("[type=radio], [type=checkbox]") || el.checked)
    .map((el) => el.value);

  const showParts = (from) => $$("[data-show-when]", from).forEach((part) => {
    const form = part.closest("form") ?? document;
    const [name, values] = part.dataset.showWhen.split("=");
    const wanted = values.split(",");
    const show = answers(form, name).some((value) => wanted.includes(value));
    part.hidden = !show;
    $$("input, select, textarea, button", part).forEach((el) => {
      if (show ? el.dataset.off === "" : !el.disabled) {
        el.disabled = !show;
        if (show) delete el.dataset.off; else el.dataset.off = "";
      }
    });
  });

  // --- Rows that repeat: the last one is copied with the next number ---
  const addRow = (box) => {
    const rows = $$("[data-row]", box);
    const last = rows.at(-1);
    if (!last || rows.length >= Number(box.dataset.max || 99)) return rows.length > 0;
    const next = Number(box.dataset.next || rows.length);
    box.dataset.next = next + 1;
    const copy = last.cloneNode(true);
    const marker = new RegExp(`^(${box.dataset.repeat.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}-)\\d+`);
    $$("[id], [name], [for]", copy).concat(copy).forEach((el) => ["id", "name", "for"].forEach((key) => {
      if (el.hasAttribute(key)) el.setAttribute(key, el.getAttribute(key).replace(marker, `$1${next}`));
    }));
    $$(".error", copy).forEach((el) => el.remove());
    $$("input, select, textarea", copy).forEach((el) => {
      ["aria-invalid", "aria-describedby"].forEach((key) => el.removeAttribute(key));
      if (el.type === "checkbox" || el.type === "radio") el.checked = false;
      else if (el.matches("select")) el.selectedIndex = 0;
      else el.value = "";
    });
    last.after(copy);
    copy.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    box.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };

  const removeRow = (row) => {
    const box = row.closest("[data-repeat]");
    if ($$("[data-row]", box).length > 1) row.remove();
    else $$("input:not([type=hidden]), textarea", row).forEach((el) => { el.value = ""; });
    box.dispatchEvent(new Event("change", { bubbles: true }));
    $$("[data-row] input, [data-row] select", box).at(-1)?.focus();
  };

  // --- Unsaved changes and double sending ---
  let sending = false;
  const dirty = () => document.querySelector("form[data-guard][data-dirty]");
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-guard]")) form.dataset.dirty = "";
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-repeat], form")) showParts(event.target.closest("form") ?? document);
  });
  window.addEventListener("beforeunload", (event) => {
    if (sending || !dirty()) return;
    event.preventDefault();
    event.returnValue = ""; // Chromium before 119 asks only for this
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent === "") return event.preventDefault();
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) return event.preventDefault();
    if (form.method !== "post") return;
    if (dirty() && dirty() !== form && !form.hasAttribute("hx-post") && !window.confirm(texts().leave)) return event.preventDefault();
    form.dataset.sent = "";
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    if (form.hasAttribute("hx-post")) return;
    sending = true;
    // A download answers without leaving the page, so the form opens again after a while.
    setTimeout(() => release(form), 5000);
  });
  const release = (form) => {
    sending = false;
    delete form.dataset.sent;
    [...form.elements].forEach((el) => el.removeAttribute("aria-busy"));
  };
  window.addEventListener("pageshow", () => $$("form[data-sent]").forEach(release));

  // --- htmx: new parts get the same treatment, failures say what to do ---
  const ready = (from) => {
    startToasts(from);
    showParts(from);
    const found = (selector) => $$(selector, from).find((el) => !el.closest("[data-calm]"));
    const wrong = found("[aria-invalid=true]") ?? found(".error-summary");
    if (wrong) (wrong.matches("fieldset") ? wrong.querySelector("input") : wrong)?.focus();
  };
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) ready(event.target); });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) release(form);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "page-notice") event.detail.target.scrollIntoView({ block: "center" });
  });
  document.addEventListener("htmx:sendError", () => {
    const box = document.getElementById("page-notice");
    const line = document.createElement("p");
    line.className = "notice notice-error";
    line.textContent = texts().offline;
    box?.replaceChildren(line);
    box?.scrollIntoView({ block: "center" });
  });

  // htmx notes the page's address, search words included, in the session's storage. Nothing may stay there.
  const forget = () => {
    try { sessionStorage.removeItem("htmx-current-path-for-history"); } catch { /* storage is switched off */ }
  };
  for (const name of ["pushedIntoHistory", "replacedInHistory", "historyRestore"]) document.addEventListener(`htmx:${name}`, forget);

  forget();
  ready(document);
})();
