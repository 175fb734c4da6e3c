// Keeps what is being typed across reloads, scrolls to the newest line, and lets the clock run. Speaks to nobody.
// A draft is kept under its user and its interview, and leaves this browser when the user signs out. The answer box is
// emptied of what was sent when that stands in the talk, and touched by nothing else.
(() => {
  const DRAFT = "mock-interviewer-draft";
  const OPEN = "mock-interviewer-session";
  const find = (selector) => document.querySelector(selector);
  const box = () => find("#answer textarea");
  const mine = () => `${DRAFT}/${find("[data-owner]").dataset.owner}/`;
  const key = () => find("[data-owner]") && find("#talk [data-interview]") && mine() + find("#talk [data-interview]").dataset.interview;
  const kept = () => JSON.parse(localStorage.getItem(key()) || '{"text": ""}');
  const keep = (draft) => {
    if (draft.text || draft.sent) localStorage.setItem(key(), JSON.stringify(draft));
    else localStorage.removeItem(key());
  };
  const forget = (wanted) => {
    for (const name of Object.keys(localStorage)) if (name.startsWith(DRAFT) && wanted(name)) localStorage.removeItem(name);
  };
  const words = (text) => text.replace(/[^\p{L}\p{N}]/gu, "");
  const answers = () => [...document.querySelectorAll("#talk .mi-you .mi-said")].map((said) => words(said.textContent));
  const put = (text) => {
    const area = box();
    if (area.value === text) return;
    area.value = text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("input", (event) => {
    if (event.target === box() && key()) keep({ ...kept(), text: event.target.value });
  });
  const speaking = () => find("#talk .mi-talk > :last-child:is(.mi-now, .mi-you)"); // an answer waits for its question
  const SOON = 250; // milliseconds after which is looked whether an answer was taken
  const TRIES = 20;
  let due, pending;
  let leaving; // what stood in the box when it was sent: what is typed a moment later is not part of it
  const sending = (event) => {
    if (!(event.target === box() ? event.key === "Enter" && !event.shiftKey : event.target.closest("#send"))) return;
    leaving = box().value;
    if (find("#hold")) find("#hold").hidden = !speaking();
    if (event.isTrusted) pending = { text: leaving, after: answers().length, tries: TRIES };
    clearTimeout(due);
    due = setTimeout(again, SOON);
  };
  const again = () => { // Gradio drops what is sent while the event of the last answer is just ending
    const waits = pending && box()?.value === pending.text && answers().length === pending.after && !speaking();
    const refused = find('#talk .mi-outside, [data-testid="toast-body"]'); // it was taken, and said why nothing came of it
    if (!waits || refused || !pending.text.trim() || !pending.tries) return;
    pending.tries -= 1;
    find("#send").click();
  };
  document.addEventListener("keydown", sending, true);
  document.addEventListener("click", sending, true);
  window.miSending = (typed) => {
    const text = leaving ?? typed;
    leaving = undefined;
    pending = undefined; // it is on its way, however long that takes; only what Gradio drops never comes here
    if (key()) keep({ text: box().value, sent: { text, after: answers().length } });
    return text;
  };
  window.miForget = (interview) => forget((name) => name.endsWith(`/${interview}`));
  document.addEventListener("click", (event) => { // a link of a debrief's contents opens what it leads to
    const link = event.target.closest?.(".mi-contents a");
    const target = link && find(link.getAttribute("href"));
    if (!target) return;
    event.preventDefault();
    target.open = true;
    target.scrollIntoView({ block: "start" });
    (target.querySelector("summary") || target).focus?.();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches('form[action*="/logout"]')) return;
    forget(() => true);
    localStorage.removeItem(OPEN);
  });
  let owner, shown;
  const restore = () => {
    if (find("[data-owner]") && owner !== mine()) {
      owner = mine();
      forget((name) => !name.startsWith(owner));
    }
    if (!box() || !key()) return;
    if (shown !== key()) {
      shown = key();
      put(kept().text);
    }
    const { text, sent } = kept();
    if (!sent || !answers().slice(sent.after).includes(words(sent.text))) return;
    const rest = text.startsWith(sent.text) ? text.slice(sent.text.length) : text;
    keep({ text: rest });
    put(rest);
  };
  let [watched, height, ended] = [null, 0, true]; // the talk, how high it last was, and whether its end is in sight
  const watcher = new ResizeObserver(() => {
    const shrunk = watched.clientHeight < height;
    height = watched.clientHeight;
    if (shrunk && ended) follow();
  });
  document.addEventListener("scroll", ({ target }) => {
    if (target === watched) ended = target.scrollHeight - target.scrollTop - height < 8;
  }, true);
  const watch = () => {
    if (watched === find("#talk")) return;
    watcher.disconnect();
    watched = find("#talk");
    [height, ended] = [watched?.clientHeight ?? 0, true];
    if (watched) watcher.observe(watched);
  };
  const follow = () => {
    const talk = find("#talk .mi-talk");
    ended = true;
    for (let area = talk; area && area.id !== "room"; area = area.parentElement) {
      if (area.scrollHeight > area.clientHeight + 4) area.scrollTop = area.scrollHeight;
    }
  };
  let told = 0;
  const seen = () => {
    restore();
    watch();
    if (find("#hold") && !speaking()) find("#hold").hidden = true;
    const length = (find("#talk") || {}).textContent?.length || 0;
    if (length !== told) {
      told = length;
      follow();
    }
  };
  const tick = () => {
    for (const clock of document.querySelectorAll(".mi-clock")) {
      clock.dataset.since ??= Date.now();
      const seconds = Math.floor(Number(clock.dataset.seconds) + (Date.now() - clock.dataset.since) / 1000);
      clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }
  };
  setInterval(tick, 1000);
  new MutationObserver(seen).observe(document.documentElement, { childList: true, subtree: true });
})();
