// Tells the clinic's statistics how far this way came, and the page around the frame how high it is.
(() => {
  "use strict";
  const { host, trail, steps, step } = document.body.dataset;
  if (step.trim()) navigator.sendBeacon(steps, new URLSearchParams({ t: trail, step: step.trim() }));
  if (host && window.parent !== window) {
    const tell = () => window.parent.postMessage({ zabota: "height", height: document.documentElement.scrollHeight }, host);
    new ResizeObserver(tell).observe(document.body);
  }
})();
