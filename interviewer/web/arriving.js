// Until the server has told what this browser had open, its start page is not shown: whoever began an interview there
// would be led away from it a moment later. A browser that had nothing open yet waits for nothing. Speaks to nobody.
(() => {
  const OPEN = "mock-interviewer-session";
  const root = document.documentElement;
  const elsewhere = () => ["room", "debrief"].some((name) => document.getElementById(name)?.offsetParent);
  window.miArrived = () => root.classList.remove("mi-arriving");
  if (localStorage.getItem(OPEN)) root.classList.add("mi-arriving");
  const looking = new MutationObserver(() => {
    if (elsewhere()) window.miArrived();
    if (!root.classList.contains("mi-arriving")) looking.disconnect();
  });
  looking.observe(root, { childList: true, subtree: true });
})();
