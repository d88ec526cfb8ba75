// What every page and every HTMX request needs: words of this language, the CSRF token, the calm bar when something fails, a question before what cannot be undone.
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("words").textContent);
  window.gettext = (text) => words[text] || text;

  const bar = () => document.getElementById("trouble-bar");

  const showTrouble = (kind) => {
    bar().querySelectorAll("[data-trouble]").forEach((text) => { text.hidden = text.dataset.trouble !== kind; });
    bar().hidden = false;
  };
  const hideTrouble = () => { bar().hidden = true; };

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]').content;
  });
  document.addEventListener("htmx:sendError", () => showTrouble("offline"));
  document.addEventListener("htmx:responseError", (event) => {
    const LOCKED = 423;
    if (event.detail.xhr.status === LOCKED) return;
    showTrouble(event.detail.xhr.status === 403 ? "forbidden" : "server");
  });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful && navigator.onLine) hideTrouble(); });
  // For scripts that draw by themselves: the same headers as HTMX sends, the lock and the sign-in minded. A `form` makes it a POST.
  window.askServer = async (url, form) => {
    const headers = { "HX-Request": "true", "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content, "X-Idle-Seconds": window.idleSeconds?.() ?? "0" };
    const answer = await fetch(url, { method: form ? "POST" : "GET", body: form && new URLSearchParams(form), headers });
    if (answer.status === 423) document.dispatchEvent(new Event("zabota:locked"));
    const elsewhere = answer.headers.get("HX-Redirect");
    if (elsewhere) window.location.assign(elsewhere);
    return answer;
  };
  window.addEventListener("offline", () => showTrouble("offline"));
  window.addEventListener("online", hideTrouble);
  window.addEventListener("error", (event) => { if (event.error) showTrouble("script"); });
  window.addEventListener("unhandledrejection", () => showTrouble("script"));
  document.addEventListener("click", (event) => { if (event.target.closest("[data-close-trouble]")) hideTrouble(); });

  // Without a network a form is not sent at all: the browser would put its own page in place of what was typed.
  document.addEventListener("submit", (event) => {
    if (navigator.onLine || event.target.method === "dialog") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    showTrouble("offline");
  }, true);

  // A skeleton only for what takes longer than an eye notices.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const target = event.detail.target;
    event.detail.xhr.skeletonTimer = setTimeout(() => target.classList.add("is-loading"), 150);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    clearTimeout(event.detail.xhr.skeletonTimer);
    event.detail.target.classList.remove("is-loading");
  });

  // `hx-confirm` and `data-confirm` name the consequence; `data-confirm-yes` is the word on the button.
  const ask = (question, yes) => new Promise((resolve) => {
    const dialog = document.getElementById("ask");
    const button = document.getElementById("ask-yes");
    document.getElementById("ask-text").textContent = question;
    button.textContent = yes || button.dataset.default;
    dialog.returnValue = "no";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
    button.focus();
  });

  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, event.target.dataset.confirmYes).then((agreed) => {
      if (agreed) event.detail.issueRequest(true);
    });
  });
  document.addEventListener("submit", (event) => {
    const source = event.submitter?.dataset.confirm ? event.submitter : event.target;
    if (!source.dataset.confirm || source.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(source.dataset.confirm, source.dataset.confirmYes).then((agreed) => {
      if (!agreed) return;
      source.dataset.confirmed = "yes";
      event.target.requestSubmit(event.submitter);
      delete source.dataset.confirmed;
    });
  }, true);
})();
