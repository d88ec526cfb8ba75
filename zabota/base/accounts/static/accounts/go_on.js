// After the proof what was typed is sent by itself; without scripts the button does it.
(() => {
  "use strict";
  document.querySelector("[data-go-on]").requestSubmit();
})();
