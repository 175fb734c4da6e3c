// Fits the room to what is seen of the window, keeps the standing question in sight, and knows whether Enter sends.
// Speaks to nobody and sends nothing itself.
(() => {
  const CHOICE = "mock-interviewer-enter";
  const SHORT = 560; // pixels: less is seen where a phone's keyboard is up
  const TELL = 15000; // characters from which on is told how many are left
  const root = document.documentElement;
  const find = (selector) => document.querySelector(selector);
  const box = () => find("#answer textarea");
  const touch = () => matchMedia("(pointer: coarse)").matches;
  const sends = () => (localStorage.getItem(CHOICE) ?? (touch() ? "no" : "yes")) === "yes";

  const set = (name, value) => {
    if (root.style.getPropertyValue(name) !== value) root.style.setProperty(name, value);
  };
  const fit = () => {
    const fitted = find("#fitted");
    if (!fitted || !fitted.offsetParent) {
      root.classList.remove("mi-in-room", "mi-short");
      return;
    }
    const seen = window.visualViewport?.height ?? innerHeight;
    if (!root.classList.contains("mi-in-room")) scrollTo(0, 0); // the set-up may have been left scrolled
    root.classList.add("mi-in-room");
    root.classList.toggle("mi-short", seen < SHORT);
    set("--seen", `${Math.floor(seen)}px`);
    set("--above", `${Math.round(fitted.getBoundingClientRect().top + scrollY)}px`);
  };
  const pin = () => {
    const pinned = find("#pinned");
    const talk = find("#talk");
    if (!pinned || !talk) return;
    const asked = [...talk.querySelectorAll(".mi-line")].pop();
    const stands = asked && !asked.matches(".mi-now") && !talk.querySelector(".mi-now");
    const [line, view] = [asked?.getBoundingClientRect(), talk.getBoundingClientRect()];
    const inSight = stands && Math.min(line.bottom, view.bottom) - Math.max(line.top, view.top);
    const away = stands && view.height > 0 && inSight < Math.min(line.height, view.height) / 2;
    const text = away ? asked.querySelector(".mi-said").textContent : "";
    if (pinned.textContent !== text) pinned.firstElementChild.textContent = text;
    pinned.hidden = !away;
  };
  const count = () => {
    const left = find("#left");
    if (!left || !box()) return;
    const length = box().value.length;
    left.hidden = length < TELL;
    const rest = left.hidden ? 0 : Number(left.dataset.most) - [...box().value].length;
    const told = rest < 0 ? `${(-rest).toLocaleString("en")} character${rest === -1 ? "" : "s"} too many; shorten it before you send it.` : `${rest.toLocaleString("en")} character${rest === 1 ? "" : "s"} left`;
    if (!left.hidden && left.textContent !== told) left.textContent = told;
  };
  let opened = false; // whether the case's fold is open: the page draws it anew with each answer
  document.addEventListener("click", (event) => {
    if (event.target.closest("#file > summary")) opened = !find("#file").open;
  }, true);
  let due = 0;
  const look = () => {
    due = 0;
    fit();
    pin();
    count();
    const file = find("#file:not([data-drawn])");
    if (file) {
      file.dataset.drawn = "yes";
      file.open = opened;
    }
    const choice = find("#enter-sends");
    if (choice && !choice.dataset.set) {
      choice.dataset.set = "yes";
      choice.checked = sends();
    }
  };
  const soon = () => {
    due ||= setTimeout(look, 20); // an animation frame never comes to a page that is not drawn just now
  };
  document.addEventListener("change", (event) => {
    if (event.target.id === "enter-sends") localStorage.setItem(CHOICE, event.target.checked ? "yes" : "no");
  });
  const enter = (event) => { // answer.js listens for a key's way down, Gradio for its press
    if (event.target !== box() || event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.type === "keydown") find("#send").click();
    } else if (!event.shiftKey && !sends()) {
      event.stopImmediatePropagation(); // what is left is what a text box does by itself: break the line
    }
  };
  window.addEventListener("keydown", enter, true);
  window.addEventListener("keypress", enter, true);
  document.addEventListener("click", (event) => {
    if (event.target.id === "pinned") find("#talk .mi-line:last-of-type")?.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("input", soon);
  document.addEventListener("scroll", soon, true);
  window.addEventListener("resize", soon);
  window.visualViewport?.addEventListener("resize", soon);
  new MutationObserver(soon).observe(root, { childList: true, subtree: true });
})();
