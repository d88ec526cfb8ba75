// The page that was asked for is tried again every few seconds, and at once when the network says that it is back.
(() => {
  "use strict";
  const tryAgain = () => fetch(window.location.href, { method: "HEAD" }).then(() => window.location.reload(), () => {});
  window.addEventListener("online", tryAgain);
  setInterval(tryAgain, 3000);
})();
