// Keeps what is being typed across reloads, and says which theme the system has. Speaks to nobody.
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
  window.miForget = () => localStorage.removeItem(KEY);
  new MutationObserver(restore).observe(document.documentElement, { childList: true, subtree: true });
})();
