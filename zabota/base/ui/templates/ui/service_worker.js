{% load static %}// When the server cannot be reached, a page that was asked for is answered with a calm one kept here, and pages that work
// without a server open as they are kept. Nothing else is kept, and nothing of the clinic.
"use strict";
const KEPT = "zabota-offline-2";
const OFFLINE = "{% url "ui:offline" %}";
const PAGES = [{% for page in pages %}"{{ page }}", {% endfor %}];
const PARTS = ["{% static "vendor/tabler.min.css" %}", "{% static "vendor/pt-sans.css" %}", "{% static "ui/zabota.css" %}", "{% static "ui/appearance.js" %}", "{% static "ui/offline.js" %}", {% for part in parts %}"{{ part }}", {% endfor %}];

self.addEventListener("install", (event) => {
  const whole = [OFFLINE, ...PAGES, ...PARTS].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(whole)));
  self.skipWaiting();
});
self.addEventListener("activate", (event) => {
  const forgetOthers = (names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
  event.waitUntil(Promise.all([self.clients.claim(), caches.keys().then(forgetOthers)]));
});

// A server without power does not refuse, it is silent: a page that works without it is not made to wait for it.
const keptFirst = (event, address) => {
  const fresh = fetch(address).then(async (answer) => {
    if (answer.ok && !answer.redirected) await (await caches.open(KEPT)).put(address, answer.clone());
    return answer;
  });
  event.waitUntil(fresh.catch(() => {}));
  event.respondWith(caches.match(address).then((kept) => kept ?? fresh));
};
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const address = new URL(request.url).pathname;
  if (request.mode === "navigate") {
    if (PAGES.includes(address)) keptFirst(event, address);
    else event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (PARTS.includes(address)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
