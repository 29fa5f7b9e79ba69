/* Suggests agencies while somebody writes in a field that asks for one (registry/agencies/lookup.py): a combobox with a list.
   Without this script the same words are looked up when the form is sent. */
"use strict";

const WAIT = 150; // milliseconds after the last key

function suggestIn(field) {
  const list = document.createElement("ul");
  const spoken = document.createElement("span");
  let found = [], marked = -1, questions = 0, timer;

  list.id = `${field.id}_suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Förslag");
  spoken.className = "sr-only";
  spoken.setAttribute("role", "status");
  const combobox = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(combobox)) field.setAttribute(name, value);
  field.after(list, spoken);

  async function ask() {
    const question = ++questions, words = field.value.trim();
    let agencies = [];
    if (words) {
      try {
        const answer = await fetch(`${field.dataset.suggestions}?q=${encodeURIComponent(words)}`);
        agencies = answer.ok ? (await answer.json()).agencies : [];
      } catch { /* no connection: the form can be sent all the same */ }
    }
    if (question === questions) show(agencies);
  }

  function show(agencies) {
    found = agencies;
    list.replaceChildren(...agencies.map(option));
    list.hidden = !agencies.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    spoken.textContent = agencies.length ? `${agencies.length} förslag. Välj med pilarna.` : "";
    mark(-1);
  }

  function option(agency, index) {
    const item = document.createElement("li"), note = document.createElement("span");
    item.id = `${list.id}_${index}`;
    item.setAttribute("role", "option");
    item.append(agency.name, note);
    note.className = "table__note";
    note.textContent = agency.note;
    item.addEventListener("click", () => choose(index));
    return item;
  }

  function mark(index) {
    marked = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    if (index < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  }

  function choose(index) {
    const { name, key } = found[index], nameOfKey = `${field.name}_nr`;
    let hidden = field.form.elements.namedItem(nameOfKey);
    if (!hidden) {
      hidden = Object.assign(document.createElement("input"), { type: "hidden", name: nameOfKey });
      field.after(hidden);
    }
    field.value = name;
    hidden.value = key;
    close();
  }

  function close() {
    questions += 1; // an answer that is on its way is too late
    clearTimeout(timer);
    show([]);
  }

  const keys = {
    ArrowDown: () => list.hidden ? ask() : mark((marked + 1) % found.length),
    ArrowUp: () => list.hidden || mark((marked < 1 ? found.length : marked) - 1),
    Enter: () => marked >= 0 && choose(marked),
    Escape: () => list.hidden || close(),
  };

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  field.addEventListener("blur", close);
  list.addEventListener("mousedown", event => event.preventDefault()); // the field keeps focus
  field.addEventListener("keydown", event => {
    const isOurs = event.key in keys && (event.key === "ArrowDown" || (!list.hidden && (event.key !== "Enter" || marked >= 0)));
    if (!isOurs) return;
    event.preventDefault();
    keys[event.key]();
  });
}

document.querySelectorAll("input[data-suggestions]").forEach(suggestIn);
