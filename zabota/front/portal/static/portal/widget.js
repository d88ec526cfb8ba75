// <script src="https://clinic.example/book/widget.js" data-clinic data-label="Записаться" defer></script>
// Puts a button after itself; the button opens the booking in a frame. Styles are set by CSSOM, so a strict CSP of the
// page (script-src and frame-src with this address) is enough. No cookies, nothing of the page is read but its UTM words.
(() => {
  "use strict";
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const words = { ru: ["Записаться на приём", "Закрыть"], uk: ["Записатися на прийом", "Закрити"], en: ["Book a visit", "Close"] };
  const language = script.dataset.lang || document.documentElement.lang.slice(0, 2);
  const [book, close] = words[language] || words.ru;
  const styled = (element, styles) => {
    for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value);
    return element;
  };

  const address = () => {
    const url = new URL("/book/", home);
    url.searchParams.set("host", location.origin);
    if (words[language]) url.searchParams.set("lang", language);
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (/^utm_(source|medium|campaign)$/.test(name)) url.searchParams.set(name, value);
    }
    return url.href;
  };

  const button = (text, styles) => {
    const made = styled(document.createElement("button"), { border: "0", "border-radius": "8px", cursor: "pointer", font: "inherit", ...styles });
    made.type = "button";
    made.textContent = text;
    return made;
  };

  let dialog;
  const made = () => {
    const frame = styled(document.createElement("iframe"), { border: "0", width: "100%", height: "min(38rem, 80vh)", display: "block" });
    frame.title = book;
    frame.src = address();
    window.addEventListener("message", (message) => {
      const told = message.data;
      if (message.origin !== home || message.source !== frame.contentWindow || told?.zabota !== "height") return;
      if (Number.isFinite(told.height)) frame.style.setProperty("height", `min(${Math.ceil(told.height)}px, 80vh)`);
    });
    const shut = button(close, { padding: ".75rem 1rem", background: "none", color: "inherit", width: "100%" });
    const box = styled(document.createElement("dialog"), { padding: "0", border: "0", "border-radius": "12px", width: "min(26rem, 96vw)", "max-height": "96vh", overflow: "hidden" });
    box.setAttribute("aria-label", book);
    box.append(frame, shut);
    shut.addEventListener("click", () => box.close());
    document.body.append(box);
    return box;
  };

  const opener = button(script.dataset.label || book, { padding: ".75rem 1.25rem", background: "#0b7567", color: "#fff" });
  opener.addEventListener("click", () => {
    dialog = dialog || made();
    dialog.showModal();
  });
  if (script.closest("body")) script.after(opener);
  else document.body.append(opener);
})();
