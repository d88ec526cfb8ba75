{% load static %}// When the server cannot be reached, a page that was asked for is answered with a calm one kept here. Nothing else is kept.
"use strict";
const KEPT = "zabota-offline-1";
const OFFLINE = "{% url "ui:offline" %}";
const PARTS = [OFFLINE, "{% static "vendor/tabler.min.css" %}", "{% static "vendor/pt-sans.css" %}", "{% static "ui/zabota.css" %}", "{% static "ui/appearance.js" %}", "{% static "ui/offline.js" %}"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(PARTS)));
  self.skipWaiting();
});
self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (request.method === "GET" && PARTS.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
