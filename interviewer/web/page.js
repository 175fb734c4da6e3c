// Scrolls the talk to its newest line, opens what a link leads to, and lets the clock run. Speaks to nobody.
(() => {
  const find = (selector) => document.querySelector(selector);
  document.addEventListener("click", (event) => { // a link of a debrief's contents opens what it leads to
    const link = event.target.closest?.(".mi-contents a");
    const target = link && find(link.getAttribute("href"));
    if (!target) return;
    event.preventDefault();
    target.open = true;
    target.scrollIntoView({ block: "start" });
    (target.querySelector("summary") || target).focus?.();
  });
  let [watched, height, ended] = [null, 0, true]; // the talk, how high it last was, and whether its end is in sight
  const watcher = new ResizeObserver(() => { // also where the talk is made narrow, and its lines break anew
    height = watched.clientHeight;
    if (ended) follow();
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
    watch();
    const length = (find("#talk") || {}).textContent?.length || 0;
    if (length !== told) {
      told = length;
      follow();
    }
  };
  const most = {}; // seconds that were shown of each interview: a clock never runs backwards
  const tick = () => {
    const interview = find("#talk [data-interview]")?.dataset.interview;
    for (const clock of document.querySelectorAll(".mi-clock")) {
      clock.dataset.since ??= Date.now();
      const passed = Math.min(Number(clock.dataset.rest), Math.floor((Date.now() - clock.dataset.since) / 1000));
      const seconds = Math.max(most[interview] ?? 0, Number(clock.dataset.seconds) + passed);
      most[interview] = seconds;
      const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      if (clock.textContent !== text) clock.textContent = text;
    }
  };
  setInterval(tick, 1000);
  new MutationObserver(() => {
    seen();
    tick();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
