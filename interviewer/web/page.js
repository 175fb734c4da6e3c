// Keeps what is being typed across reloads, scrolls to the newest line, and lets the clock run. Speaks to nobody.
(() => {
  const KEY = "mock-interviewer-draft";
  const box = () => document.querySelector("#answer textarea");
  document.addEventListener("input", (event) => {
    if (event.target === box()) localStorage.setItem(KEY, event.target.value);
  });
  const restore = () => {
    const area = box();
    const draft = localStorage.getItem(KEY);
    if (area && draft && !area.value && !area.dataset.restored) {
      area.dataset.restored = "yes";
      area.value = draft;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const follow = () => {
    const talk = document.querySelector("#talk .mi-talk");
    for (let area = talk; area && area.id !== "room"; area = area.parentElement) {
      if (area.scrollHeight > area.clientHeight + 4) area.scrollTop = area.scrollHeight;
    }
  };
  window.miForget = () => localStorage.removeItem(KEY);
  let words = 0;
  const seen = () => {
    restore();
    const told = (document.querySelector("#talk") || {}).textContent || "";
    if (told.length !== words) {
      words = told.length;
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
