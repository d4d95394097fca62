// Draws one finding of a report as a timeline, step by step. Everything that is drawn comes from the
// JSON of the report, which the page carries; nothing is loaded.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("report").textContent);
  const ROW = 30;  // pixels, as in the style sheet
  const at = (id) => document.getElementById(id);
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const svg = (name, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  /** What can be chosen: every finding, and every target without one. */
  const views = data.results.flatMap((result) =>
    result.findings.length
      ? result.findings.map((finding) => ({ result, finding }))
      : [{ result, finding: null }]);

  let finding = null;  // the one that is shown
  let rows = [];       // its rows, by step
  let step = 1;        // the present one, from 1
  let states = [];     // by step: [object, state before, state after]
  let cells = new Map();  // by object: the row of the table, and its state

  const count = () => (finding ? finding.events.length : 0);
  const laneOf = (thread) => Math.max(0, finding.columns.indexOf(thread));
  const width = (name) =>
    parseFloat(getComputedStyle(document.documentElement).getPropertyValue(name));
  const center = (event) => width("--gutter") + (laneOf(event.thread) + 0.5) * width("--lane");

  function label({ result, finding: one }) {
    if (!one) return `${result.target}: ${result.verdict}`;
    const symptom = one.symptom ? ` (${one.symptom})` : "";
    return `${result.target}: ${one.kind}${symptom}  ${one.id}`;
  }

  function summary({ result, finding: one }) {
    const box = at("summary");
    box.replaceChildren();
    const head = make("p");
    const kind = one ? one.kind + (one.symptom ? ` (${one.symptom})` : "") : result.verdict;
    const tone = one ? one.severity : result.verdict === "verified" ? "good" : "warning";
    head.append(make("span", `kind ${tone}`, kind), ` in ${result.target}`);
    box.append(head);
    if (one) box.append(make("p", "", one.message));
    const plural = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
    const seen = one ? `; seen in ${one.executions}; ${plural(one.preemptions, "preemption")}` : "";
    const runs = `${plural(result.executions, "execution")}, ${result.strategy} search`;
    box.append(make("p", "facts", `${runs}${seen}${one ? `; ${one.id}` : ""}`));
  }

  function explanation(one) {
    const box = at("explanation");
    box.replaceChildren(make("h2", "", "explanation"));
    for (const text of one ? one.explanation : []) {
      const colon = text.indexOf(": ");
      const line = make("p");
      if (colon > 0) line.append(make("b", "", text.slice(0, colon)));
      line.append(text.slice(colon > 0 ? colon + 2 : 0));
      box.append(line);
    }
  }

  /** Who holds a lock, and the last value of anything else. */
  function computeStates() {
    const now = new Map();
    const holders = new Map();
    states = finding.events.map((event) => {
      if (!event.object || event.blocked) return null;
      const before = now.get(event.object) ?? "";
      let after = event.value || `${event.operation} by ${event.thread}`;
      if (!event.value && (event.operation === "acquire" || event.operation === "release")) {
        const held = holders.get(event.object) ?? [];
        if (event.operation === "acquire" && !event.note) held.push(event.thread);
        const own = held.indexOf(event.thread);
        if (event.operation === "release" && held.length) held.splice(Math.max(0, own), 1);
        holders.set(event.object, held);
        after = held.length ? `held by ${[...new Set(held)].join(", ")}` : "free";
      }
      now.set(event.object, after);
      return [event.object, before, after];
    });
  }

  function objectTable() {
    const body = at("objects").tBodies[0];
    body.replaceChildren();
    cells = new Map();
    for (const change of states) {
      if (!change || cells.has(change[0])) continue;
      const row = make("tr");
      const value = make("td");
      row.append(make("td", "", change[0]), value);
      cells.set(change[0], { row, value });
      body.append(row);
    }
  }

  function card(event, index) {
    const row = make("div", "row");
    row.setAttribute("role", "option");
    if (event.preemption) row.classList.add("preempts");
    if (event.decisive) row.classList.add("decisive");
    if (event.blocked) row.classList.add("blocked");
    row.append(make("span", "number", event.step));
    const text = make("span", "card", event.text);
    text.style.setProperty("--place", laneOf(event.thread));
    text.title = event.file ? `${event.text}\n${event.file}:${event.line}` : event.text;
    row.append(text);
    row.addEventListener("click", () => go(index + 1));
    return row;
  }

  function arrow(from, to) {
    const x1 = center(from), y1 = (from.step - 0.5) * ROW + 11;
    const x2 = center(to), y2 = (to.step - 0.5) * ROW - 11;
    const bend = Math.max(10, (y2 - y1) / 2);
    return svg("path", {
      d: `M${x1},${y1} C${x1},${y1 + bend} ${x2},${y2 - bend} ${x2},${y2}`,
      "marker-end": "url(#head)",
    });
  }

  function canvas(className) {
    const picture = svg("svg", {
      class: `arrows ${className}`, "aria-hidden": "true",
      width: width("--gutter") + finding.columns.length * width("--lane"), height: count() * ROW,
    });
    const head = svg("marker", {
      id: "head", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 6, markerHeight: 6,
      orient: "auto-start-reverse",
    });
    head.append(svg("path", { d: "M0,0 L8,4 L0,8 z", style: "fill: context-stroke; stroke: none" }));
    picture.append(head);
    return picture;
  }

  /** Lanes share what room there is, within limits. */
  function fitLanes() {
    const root = document.documentElement.style;
    root.removeProperty("--lane");
    const room = (at("stage").clientWidth - width("--gutter") - 4) / finding.columns.length;
    root.setProperty("--lane", `${Math.floor(Math.min(320, Math.max(width("--lane"), room)))}px`);
    at("rows").style.width = `${width("--gutter") + finding.columns.length * width("--lane")}px`;
  }

  function draw() {
    fitLanes();
    at("lanes").replaceChildren(make("div", "", "step"));
    for (const thread of finding.columns) {
      const lane = make("div", "", thread);
      lane.title = thread;
      at("lanes").append(lane);
    }
    rows = finding.events.map(card);
    const all = canvas("all");
    for (const event of finding.events) {
      for (const from of event.after) all.append(arrow(finding.events[from - 1], event));
    }
    at("rows").replaceChildren(all, ...rows);
    computeStates();
    objectTable();
  }

  function source(event) {
    const lines = (data.sources ?? {})[event.file];
    if (!lines || !event.line) return null;
    const box = make("pre");
    for (let line = event.line - 2; line <= event.line + 2; ++line) {
      if (lines[line] === undefined) continue;
      const text = `${String(line).padStart(4)}  ${lines[line]}\n`;
      box.append(line === event.line ? make("span", "here", text) : text);
    }
    return box;
  }

  function describe(event) {
    const box = at("step");
    box.replaceChildren(make("h2", "", `step ${event.step}, ${event.thread}`));
    box.append(make("p", "what", event.text));
    const words = [];
    if (event.preemption) words.push("a preemption: the thread before could have gone on");
    if (event.note) words.push(event.note);
    if (event.decisive) words.push("the finding is about this step");
    if (event.after.length) words.push(`ordered after step ${event.after.join(", ")}`);
    if (words.length) box.append(make("p", "", words.join("; ")));
    if (event.output) {
      box.append(make("b", "", "prints"), make("pre", "", event.output));
    }
    if (event.file) {
      const place = make("p", "facts", `${event.file.split("/").slice(-2).join("/")}:${event.line}`);
      place.title = event.file;
      box.append(place);
    }
    const lines = source(event);
    if (lines) box.append(lines);
  }

  function currentArrows(event) {
    at("rows").querySelector("svg.now")?.remove();
    const picture = canvas("now");
    for (const from of event.after) picture.append(arrow(finding.events[from - 1], event));
    at("rows").append(picture);
  }

  /** Applies, or takes back, what the steps between the last and the present one changed. */
  function show(last) {
    for (const { row } of cells.values()) row.classList.remove("changed");
    for (let i = last; i < step; ++i) {
      rows[i].classList.remove("later");
      if (states[i]) cells.get(states[i][0]).value.textContent = states[i][2];
    }
    for (let i = last; i-- > step;) {
      rows[i].classList.add("later");
      if (states[i]) cells.get(states[i][0]).value.textContent = states[i][1];
    }
    const change = states[step - 1];
    if (change) cells.get(change[0]).row.classList.add("changed");
  }

  function go(to, last = step) {
    if (!count()) return;
    rows[last - 1]?.classList.remove("now");
    rows[last - 1]?.setAttribute("aria-selected", "false");
    step = Math.min(Math.max(1, to), count());
    show(last);
    const event = finding.events[step - 1];
    rows[step - 1].classList.add("now");
    rows[step - 1].setAttribute("aria-selected", "true");
    at("slider").value = step;
    at("position").textContent = `${step} of ${count()}`;
    describe(event);
    currentArrows(event);
    keepInView();
  }

  function keepInView() {
    const stage = at("stage");
    const header = at("lanes").offsetHeight;
    const top = (step - 1) * ROW;
    if (top < stage.scrollTop) stage.scrollTop = top;
    if (top + ROW + header > stage.scrollTop + stage.clientHeight) {
      stage.scrollTop = top + 2 * ROW + header - stage.clientHeight;
    }
    const x = center(finding.events[step - 1]), half = width("--lane") / 2;
    if (x - half < stage.scrollLeft) stage.scrollLeft = Math.max(0, x - half - 8);
    if (x + half > stage.scrollLeft + stage.clientWidth) {
      stage.scrollLeft = x + half + 8 - stage.clientWidth;
    }
  }

  function choose(index) {
    const view = views[index];
    finding = view && view.finding && view.finding.events.length ? view.finding : null;
    at("finding").selectedIndex = index;
    if (view) summary(view);
    explanation(view && view.finding);
    for (const id of ["lanes", "rows", "step"]) at(id).replaceChildren();
    at("objects").tBodies[0].replaceChildren();
    at("slider").max = Math.max(1, count());
    at("slider").disabled = !finding;
    at("position").textContent = finding ? "" : "no steps";
    if (!finding) return;
    draw();
    for (const row of rows) row.classList.add("later");
    const decisive = finding.events.findLastIndex((event) => event.decisive);
    step = 1;
    go(decisive < 0 ? 1 : decisive + 1, 0);
  }

  function nextDecisive() {
    const events = finding ? finding.events : [];
    for (let i = 1; i <= events.length; ++i) {
      const index = (step - 1 + i) % events.length;
      if (events[index].decisive) return go(index + 1);
    }
  }

  function switchTheme() {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  }

  const keys = {
    ArrowRight: () => go(step + 1), ArrowDown: () => go(step + 1), j: () => go(step + 1),
    ArrowLeft: () => go(step - 1), ArrowUp: () => go(step - 1), k: () => go(step - 1),
    PageDown: () => go(step + 10), PageUp: () => go(step - 10),
    Home: () => go(1), End: () => go(count()), n: nextDecisive, t: switchTheme,
    "]": () => choose(Math.min(views.length - 1, at("finding").selectedIndex + 1)),
    "[": () => choose(Math.max(0, at("finding").selectedIndex - 1)),
  };
  document.addEventListener("keydown", (event) => {
    const key = keys[event.key];
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.tagName === "SELECT") return;
    event.preventDefault();
    key();
  });
  at("slider").addEventListener("input", () => go(Number(at("slider").value)));
  at("first").addEventListener("click", () => go(1));
  at("back").addEventListener("click", () => go(step - 1));
  at("forward").addEventListener("click", () => go(step + 1));
  at("decisive").addEventListener("click", nextDecisive);
  at("theme").addEventListener("click", switchTheme);
  at("finding").addEventListener("change", () => choose(at("finding").selectedIndex));
  window.addEventListener("resize", () => {
    if (!finding) return;
    const now = step;
    draw();
    for (const row of rows) row.classList.add("later");
    go(now, 0);
  });
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  for (const view of views) at("finding").append(make("option", "", label(view)));
  choose(0);
})();
