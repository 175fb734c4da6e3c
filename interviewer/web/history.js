// Puts past interviews in order for whoever looks: by day in their own time, older months folded. Asks before one is
// deleted, and keeps the focus where it was. Speaks to nobody.
(() => {
  const FOLDED = 7 * 86_400_000; // milliseconds after its end when a month is folded away
  const find = (selector) => document.querySelector(selector);
  const named = (at, how) => new Intl.DateTimeFormat("en-GB", how).format(at);
  const day = (at) => `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;
  const dayName = (at, now) => {
    if (day(at) === day(now)) return "Today";
    if (day(at) === day(new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1))) return "Yesterday";
    const year = at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
    return `${named(at, { weekday: "long" })}, ${named(at, { day: "numeric", month: "long", ...year })}`;
  };
  const titled = (name, className) => {
    const part = document.createElement("section");
    part.className = className;
    part.append(document.createElement("h3"), document.createElement("ol"));
    part.firstChild.textContent = name;
    return part;
  };
  const unfolded = new Set(); // months that stay open while the list is drawn anew
  const month = (at) => {
    const name = named(at, { month: "long", year: "numeric" });
    const part = document.createElement("details");
    part.className = "mi-month";
    part.open = unfolded.has(name);
    part.append(document.createElement("summary"));
    part.firstChild.textContent = name;
    part.addEventListener("toggle", () => unfolded[part.open ? "add" : "delete"](name));
    return part;
  };
  const order = (list) => {
    const now = new Date();
    const whole = document.createElement("div");
    whole.className = "mi-days";
    const months = {};
    let part, days, newest;
    for (const row of list.querySelectorAll(".mi-row")) {
      const at = new Date(row.querySelector("time").dateTime);
      const key = `${at.getFullYear()}-${at.getMonth()}`;
      newest ??= key;
      const old = key !== newest && now - new Date(at.getFullYear(), at.getMonth() + 1) > FOLDED;
      if (old && !months[key]) whole.append((months[key] = month(at)));
      if (days !== day(at)) {
        days = day(at);
        part = titled(dayName(at, now), "mi-day");
        (old ? months[key] : whole).append(part);
      }
      part.lastChild.append(row);
    }
    for (const fold of Object.values(months)) {
      const count = fold.querySelectorAll(".mi-row").length;
      fold.firstChild.textContent += ` (${count} interview${count === 1 ? "" : "s"})`;
    }
    list.replaceWith(whole);
  };

  let place; // of the deleted one among those that could be clicked
  const seen = () => [...document.querySelectorAll("#history [data-delete]")].filter((button) => button.offsetParent);
  window.miMayDelete = (button) => {
    const about = document.getElementById(button.getAttribute("aria-describedby")).innerText.replace(/\s+/g, " ");
    const when = button.closest(".mi-day")?.firstChild.textContent;
    if (!confirm(`Delete this interview for good?\n${when ? `${when}: ` : ""}${about}\nLater rounds of a loop keep what they were told of it.`)) return false;
    place = seen().indexOf(button);
    window.miForget?.(button.dataset.delete);
    return true;
  };
  const look = () => {
    const list = find("#history .mi-list");
    if (!list) return;
    order(list);
    if (place === undefined) return;
    (seen()[Math.min(place, seen().length - 1)] || find("#history .mi-title"))?.focus();
    place = undefined;
  };
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
})();
