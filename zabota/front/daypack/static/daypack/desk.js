// «Пакет дня» in the program: keeps the pack on this computer or not, and hands over what was noted here.
(() => {
  "use strict";
  const { keeping, fetchPack } = window.dayPack;
  const page = document.querySelector("[data-day-pack]");
  const words = JSON.parse(document.getElementById("day-pack-words").textContent);
  const received = JSON.parse(document.getElementById("day-pack-received").textContent);
  const part = (name) => page.querySelector(`[data-${name}]`);
  const branch = page.dataset.branch;
  const isSending = new URLSearchParams(window.location.search).has("send");

  const show = async () => {
    const isKept = keeping.branch() === branch && Boolean(await keeping.pack());
    for (const each of page.querySelectorAll("[data-when-kept]")) each.hidden = !isKept;
    if (part("keep")) part("keep").hidden = isKept;
    const notes = await keeping.notes();
    part("here").hidden = notes.length === 0;
    part("here-count").textContent = String(notes.length);
    const byPack = new Map();
    for (const { key, pack, sealed } of notes) byPack.set(pack, [...(byPack.get(pack) ?? []), { key, sealed }]);
    part("here").elements.journal.value = JSON.stringify([...byPack].map(([pack, own]) => ({ pack, notes: own })));
    return notes.length;
  };
  const say = (word) => { part("said").textContent = words[word]; };

  part("keep")?.addEventListener("click", async () => {
    keeping.chooseBranch(branch);
    const isHere = await fetchPack(branch).catch(() => false);
    if (isHere) await navigator.storage?.persist?.();
    else keeping.chooseBranch("");
    say(isHere ? "kept" : "failed");
    await show();
  });
  part("drop").addEventListener("click", async () => {
    keeping.chooseBranch("");
    await keeping.dropPack();
    say("dropped");
    await show();
  });

  const begin = async () => {
    // Without https no browser keeps a page for later: the saved file is the way then.
    if (!window.isSecureContext) {
      part("keep")?.remove();
      say("insecure");
    }
    // What the base has is not kept here any longer; a pack whose notes were in the way is renewed.
    await keeping.dropNotes(received);
    if (received.length > 0 && keeping.branch()) await fetchPack(keeping.branch()).catch(() => false);
    const left = await show();
    if (isSending && left > 0) part("here").requestSubmit();
  };
  begin();
})();
