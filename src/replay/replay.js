"use strict";
// Filters the groups of the page; without it all of them stand there.
(function () {
  const form = document.querySelector(".filter");
  const groups = Array.from(document.querySelectorAll(".group"));
  const shown = form.querySelector("output");
  const search = form.querySelector("input[type=search]");
  const intent = form.querySelector("select");
  const words = new Map(groups.map((g) => [g, lower(g.querySelector("summary").textContent + textOf(g, ".lines"))]));

  function lower(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function textOf(element, selector) {
    return Array.from(element.querySelectorAll(selector), (e) => e.textContent).join("\n");
  }

  // Examples that hold the words; where the group itself does, or nothing is looked for, all of them.
  function showExamples(group, wanted) {
    const all = !wanted || words.get(group).includes(wanted);
    let any = all;
    for (const example of group.querySelectorAll(".example")) {
      example.hidden = !all && !lower(example.textContent).includes(wanted);
      any = any || !example.hidden;
    }
    return any;
  }

  function filter() {
    const changes = new Set(Array.from(form.querySelectorAll("input[type=checkbox]:checked"), (box) => box.value));
    const wanted = lower(search.value.trim());
    let n = 0;
    for (const group of groups) {
      const data = group.dataset;
      const ofIntent = !intent.value || data.old === intent.value || data.fresh === intent.value;
      group.hidden = !(showExamples(group, wanted) && changes.has(data.change) && ofIntent);
      if (wanted && !group.hidden) {
        group.open = true;
      }
      n += group.hidden ? 0 : 1;
    }
    for (const section of document.querySelectorAll("main > section")) {
      section.hidden = !section.querySelector(".group:not([hidden])");
    }
    shown.textContent = form.dataset.shown.replace("{shown}", String(n)).replace("{all}", String(groups.length));
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
