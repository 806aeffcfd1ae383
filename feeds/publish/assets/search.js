// Searches titles and leads as the reader types. The entries come as scripts, when the first letter is typed.
(() => {
  "use strict";
  const SHOWN = 30; // results: more than anyone reads
  const form = document.querySelector("form.search");
  const input = form.querySelector("input");
  const status = form.querySelector("[role=status]");
  const list = form.querySelector("ol");
  const rest = form.nextElementSibling; // what the results take the place of
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: form.dataset.zone });
  const entries = [];

  // "Élève" and "eleve" are one word, "œuvre" and "oeuvre" too.
  const words = (text) => text.toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").normalize("NFD")
    .replace(/\p{M}/gu, "").split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  const load = (name) => new Promise((done) => {
    const script = document.createElement("script");
    script.src = `assets/search/${name}.js`;
    script.onload = script.onerror = done; // without a file, the others still serve
    document.head.append(script);
  });

  let chunks = 0;
  document.addEventListener("entries", ({ detail }) => {
    chunks = detail.chunks ?? chunks;
    for (const [title, lead, source, moment, sections, link] of detail.entries) {
      entries.push({ title, source, moment, sections, link, text: ` ${words(`${title} ${lead}`).join(" ")}` });
    }
    entries.sort((a, b) => b.moment.localeCompare(a.moment));
    show();
  });

  const loadAll = async () => {
    list.ariaBusy = "true";
    await load("live");
    if (!entries.length) {
      form.hidden = true; // nothing to search in: the page reads without
      return;
    }
    for (let number = chunks; number > 0; number--) await load(String(number).padStart(4, "0"));
    list.ariaBusy = "false";
    show();
  };

  const part = (tag, text, name) => Object.assign(document.createElement(tag), { textContent: text, className: name });

  const result = ({ title, source, moment, sections, link }) => {
    const item = document.createElement("li");
    const heading = part("a", title, "");
    const when = part("time", day.format(new Date(moment)), "");
    const facts = part("p", "", "hint");
    heading.href = link;
    heading.dir = "auto";
    when.dateTime = moment;
    facts.append(when, " ", part("span", source, "source"), " ", part("span", sections.join(", "), "subjects"));
    item.append(heading, facts);
    return item;
  };

  const say = (found) => {
    const { none, one, many, more } = form.dataset;
    const text = found > SHOWN ? more : [none, one][found] ?? many;
    return text.replace("{found}", found).replace("{shown}", SHOWN);
  };

  const show = () => {
    const wanted = words(input.value);
    const found = wanted.length ? entries.filter((e) => wanted.every((word) => e.text.includes(` ${word}`))) : [];
    rest.hidden = wanted.length > 0 && entries.length > 0;
    status.textContent = found.length || (wanted.length && list.ariaBusy === "false") ? say(found.length) : "";
    list.replaceChildren(...found.slice(0, SHOWN).map(result));
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", loadAll, { once: true });
  input.addEventListener("input", show);
})();
