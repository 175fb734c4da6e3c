// The answer box: what is typed, what is on its way, and the last answer being changed. Nothing typed is ever lost.
// A text leaves the box when it is sent and stands in the talk at once; where it is refused, it comes back. All of it is
// kept in this browser under its user and its interview, and leaves it when the user signs out. Speaks to nobody.
(() => {
  const DRAFT = "mock-interviewer-draft";
  const OPEN = "mock-interviewer-session";
  const find = (selector) => document.querySelector(selector);
  const box = () => find("#answer textarea");
  const talk = () => find("#talk .mi-talk[data-interview]");
  const mine = () => `${DRAFT}/${find("[data-owner]").dataset.owner}/`;
  const key = () => find("[data-owner]") && talk() && mine() + talk().dataset.interview;

  // What is kept: `text` is in the box, `sent` on its way, `changing` the answer that the box changes
  const EMPTY = '{"text": ""}';
  const kept = (name = key()) => JSON.parse((name && localStorage.getItem(name)) || EMPTY);
  const keep = (draft, name = key()) => {
    if (!name) return;
    if (draft.text || draft.sent || draft.changing) localStorage.setItem(name, JSON.stringify(draft));
    else localStorage.removeItem(name);
  };
  const forget = (wanted) => {
    for (const name of Object.keys(localStorage)) if (name.startsWith(DRAFT) && wanted(name)) localStorage.removeItem(name);
  };
  const put = (text) => {
    const area = box();
    if (!area || area.value === text) return;
    area.value = text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("input", (event) => {
    if (event.target === box() && key()) keep({ ...kept(), text: event.target.value });
  });

  window.addEventListener("storage", (event) => { // another tab typed or sent: there is one draft, not one in each tab
    if (!key() || event.key !== key()) return;
    put(kept().text);
    seen();
  });

  // What the talk shows
  const words = (text) => text.replace(/[^\p{L}\p{N}]/gu, "");
  const answers = () => [...document.querySelectorAll("#talk .mi-you:not(.mi-sent) .mi-said")].map((said) => words(said.textContent));
  const arrived = (sent) => answers().slice(sent.after).includes(words(sent.text));
  const speaking = () => find("#talk .mi-talk > :last-child:is(.mi-now, .mi-you)"); // an answer waits for its question
  const asked = () => (talk()?.dataset.asked ? Number(talk().dataset.asked) : null);
  window.miAsked = asked;
  window.miFocus = (selector) => setTimeout(() => find(selector)?.focus(), 50);

  // Sending
  const SOON = 250; // milliseconds after which is looked whether an answer was taken
  const TRIES = 20;
  const LOST = 8000; // milliseconds without a word of what was sent, after which it stands in the box again
  let due, pending; // what was sent and not yet taken up by Gradio
  let leaving; // what stood in the box when it was sent: what is typed a moment later is not part of it
  let sending; // the draft from which the last text went out
  const sends = (event) => (event.target === box() ? event.key === "Enter" && !event.shiftKey : event.target.closest?.("#send"));
  const dispatch = (event) => {
    if (!sends(event)) return;
    if (find("#hold")) find("#hold").hidden = !speaking();
    if (speaking()) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (event.type === "keypress") return; // its key's way down was seen
    leaving = box().value;
    if (event.isTrusted) pending = { text: leaving, after: answers().length, tries: TRIES };
    clearTimeout(due);
    due = setTimeout(again, SOON);
  };
  const again = () => { // Gradio drops what is sent while the event of the last answer is just ending
    const waits = pending && box()?.value === pending.text && answers().length === pending.after && !speaking();
    if (!waits || !pending.text.trim() || !pending.tries) return;
    pending.tries -= 1;
    find("#send").click();
  };
  for (const kind of ["keydown", "keypress", "click"]) document.addEventListener(kind, dispatch, true);
  window.miSending = (typed) => {
    const text = leaving ?? typed;
    leaving = undefined;
    pending = undefined;
    const { changing } = kept();
    const goes = key() && text.trim() && (asked() !== null || changing || talk().hasAttribute("data-goodbye"));
    if (goes) {
      const rest = box().value.startsWith(text) ? box().value.slice(text.length) : box().value;
      const after = answers().length - (changing ? 1 : 0);
      sending = key();
      keep({ text: changing ? changing.before : rest, sent: { text, after, changing } });
      put(kept().text);
      echo(); // the page may not change of itself for seconds
      const [name, { sent }] = [sending, kept()];
      setTimeout(() => { // a server that can't be reached says nothing at all
        if (JSON.stringify(kept(name).sent) === JSON.stringify(sent) && !(name === key() && arrived(sent))) unsure(name);
      }, LOST);
    }
    return [text, asked(), changing ? changing.turn : null];
  };
  const echo = () => { // what is on its way stands in the talk, whatever the server draws meanwhile
    const { sent } = key() ? kept() : {};
    const wanted = sent && sending === key() && !sent.text.startsWith("/");
    const there = find("#talk .mi-sent");
    if (!wanted) there?.remove();
    if (!wanted || there) return;
    const bubble = document.createElement("div");
    bubble.className = "mi-you mi-sent";
    bubble.innerHTML = '<p class="mi-who">You</p><p class="mi-said" dir="auto"></p>';
    bubble.querySelector(".mi-said").textContent = sent.text;
    talk().append(bubble);
  };
  const back = (name) => { // what was not taken stands in the box again, before what was typed since
    const { text, sent } = kept(name);
    if (!sent) return;
    const changing = sent.changing && { ...sent.changing, before: text };
    const whole = changing ? sent.text : [sent.text, text].filter(Boolean).join("\n");
    keep({ text: whole, changing }, name);
    if (name === key()) put(whole);
    echo();
  };
  const unsure = (name) => { // nobody knows what becomes of it: should it arrive still, it leaves the box again
    const { sent } = kept(name);
    back(name);
    keep({ ...kept(name), returned: sent }, name);
  };
  window.miBack = () => back(sending);
  window.miSent = () => requestAnimationFrame(() => { // the server is done with it
    const { sent } = kept(sending);
    if (!sent) return;
    if (sending !== key()) unsure(sending); // another interview was opened meanwhile
    else if (talk().hasAttribute("data-refused") && !arrived(sent)) back(sending);
    else keep({ ...kept(sending), sent: undefined }, sending); // a command may have begun a change meanwhile
    echo();
  });

  // Changing the last answer
  const change = (button) => {
    if (!button || kept().changing) return;
    const said = button.closest(".mi-you").querySelector(".mi-said").textContent;
    keep({ ...kept(), text: said, changing: { turn: Number(button.dataset.turn), before: kept().text } });
    put(said);
    box().focus();
  };
  const leaveIt = () => {
    const { changing } = kept();
    if (!changing) return;
    keep({ text: changing.before });
    put(changing.before);
    box().focus();
  };
  document.addEventListener("click", (event) => {
    change(event.target.closest?.(".mi-change"));
    if (event.target.closest?.("#keep-it")) leaveIt();
    if (event.target.closest?.(".mi-stop")) find("#stop").click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target === box()) leaveIt();
  });

  // Forgetting
  window.miForget = (interview) => forget((name) => name.endsWith(`/${interview}`));
  document.addEventListener("submit", (event) => {
    if (!event.target.matches('form[action*="/logout"]')) return;
    forget(() => true);
    localStorage.removeItem(OPEN);
  });

  // After each change of the page
  let owner, shown;
  const restore = () => {
    if (find("[data-owner]") && owner !== mine()) {
      owner = mine();
      forget((name) => !name.startsWith(owner));
    }
    if (!box() || !key()) {
      shown = undefined;
      return;
    }
    const { text, sent, returned } = kept();
    if (shown !== key()) {
      shown = key();
      if (sent && !arrived(sent)) unsure(key());
      else keep({ ...kept(), sent: undefined });
      put(kept().text);
    } else if (sent && arrived(sent)) keep({ ...kept(), sent: undefined });
    else if (returned && arrived(returned)) {
      const rest = text.startsWith(returned.text) ? text.slice(returned.text.length).replace(/^\n/, "") : text;
      keep({ text: rest });
      put(rest);
    }
  };
  const seen = () => {
    restore();
    echo();
    if (find("#hold") && !speaking()) find("#hold").hidden = true;
    if (find("#changing")) find("#changing").hidden = !kept().changing;
    if (talk()?.hasAttribute("data-changing")) {
      talk().removeAttribute("data-changing");
      change([...document.querySelectorAll("#talk .mi-change")].pop());
    }
  };
  new MutationObserver(seen).observe(document.documentElement, { childList: true, subtree: true });
})();
