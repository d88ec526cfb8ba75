// On every page: where somebody chose to keep the day pack on this computer, it is fetched anew every ten minutes, closed as it is.
(() => {
  "use strict";
  const EVERY = 10 * 60 * 1000;
  const LOOKED = "zabota.daypack.looked";
  const { keeping } = window.dayPack;

  const refresh = async () => {
    const branch = keeping.branch();
    if (!branch || Date.now() - Number(localStorage.getItem(LOOKED) ?? 0) < EVERY) return;
    localStorage.setItem(LOOKED, String(Date.now()));
    // A pack with notes stays until they are in the base: they are written into it.
    if ((await keeping.notes()).length > 0) return;
    await window.dayPack.fetchPack(branch);
  };

  // Fetches and keeps the branch's newest pack; true where this browser has it now.
  window.dayPack.fetchPack = async (branch) => {
    const kept = await keeping.pack();
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const headers = { "X-CSRFToken": token, "X-Idle-Seconds": window.idleSeconds?.() ?? "0" };
    const body = new URLSearchParams({ branch, have: kept?.pack ?? "" });
    const answer = await fetch("/day-pack/take/", { method: "POST", headers, body });
    if (answer.status === 204) return true;
    if (!answer.ok || answer.redirected) return false;
    await keeping.keepPack(await answer.json());
    return true;
  };

  const quietly = () => refresh().catch(() => {});
  keeping.dropOld().catch(() => {});
  quietly();
  setInterval(quietly, EVERY / 10);
})();
