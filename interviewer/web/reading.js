// Helps whoever reads or goes by keyboard: local dates, one tab stop a group, what is unfolded, focus where a view begins.
(() => {
  const VIEWS = { setup: ".mi-title", room: "#answer textarea", debrief: "#verdict h2" };
  const find = (selector) => document.querySelector(selector);
  const date = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric" });
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
  const localize = () => {
    for (const time of document.querySelectorAll("time[datetime]:not([data-local])")) {
      const at = new Date(time.dateTime);
      time.dataset.local = "yes";
      time.textContent = time.dataset.shown === "clock" ? clock.format(at) : `${date.format(at)}, ${clock.format(at)}`;
    }
  };
  const groups = () => { // Gradio names each radio button by itself, so that each would be a tab stop
    for (const group of document.querySelectorAll("fieldset:has(input[type=radio])")) {
      const buttons = group.querySelectorAll("input[type=radio]");
      const name = (group.dataset.group ??= `group-${(named += 1)}`);
      for (const button of buttons) if (button.name !== name) button.name = name;
    }
  };
  const folds = () => { // Gradio's folds don't say whether they are open
    for (const fold of document.querySelectorAll(".label-wrap")) {
      const open = String(getComputedStyle(fold.nextElementSibling).display !== "none");
      if (fold.getAttribute("aria-expanded") !== open) fold.setAttribute("aria-expanded", open);
    }
  };
  let named = 0;
  let view; // undefined until the first one is shown: a page that is only loaded takes no focus
  let wanted;
  const focus = () => {
    const now = Object.keys(VIEWS).find((name) => find(`#${name}`)?.offsetParent);
    if (!now) return;
    if (view && view !== now) wanted = now;
    view = now;
    if (wanted !== now) return;
    const start = find(`#${now} ${VIEWS[now]}`);
    if (!start) return; // it is still being drawn
    wanted = undefined;
    if (now === "room" && matchMedia("(pointer: coarse)").matches) return; // its keyboard would cover the question
    if (now !== "room") start.tabIndex = -1;
    start.focus({ preventScroll: now === "room" });
  };
  let due = 0;
  const look = () => {
    due = 0;
    localize();
    groups();
    folds();
    focus();
  };
  const soon = () => {
    due ||= requestAnimationFrame(look);
  };
  document.addEventListener("click", (event) => {
    const told = find(".mi-engine[open]");
    if (told && !told.contains(event.target)) told.open = false;
    soon();
  });
  document.addEventListener("keyup", soon);
  new MutationObserver(soon).observe(document.documentElement, { childList: true, subtree: true });
})();
