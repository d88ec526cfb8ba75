// What this browser keeps: one closed pack, and closed notes until they are in the base. Nothing here can be read without the phrase.
window.dayPack = window.dayPack ?? {};
window.dayPack.keeping = (() => {
  "use strict";
  const NAME = "zabota-day-pack";
  const KEPT = "kept";
  const LINGERS = 2 * 24 * 3600 * 1000;
  const BRANCH = "zabota.daypack.branch";

  const answered = (asked) =>
    new Promise((resolve, reject) => {
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  const base = () => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("packs");
      asked.result.createObjectStore("notes", { keyPath: "key" });
    };
    return answered(asked);
  };
  // The answer counts only once it is on the disk.
  const inStore = async (name, mode, work) => {
    const opened = await base();
    try {
      const transaction = opened.transaction(name, mode, { durability: "strict" });
      const kept = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
      const answer = await answered(work(transaction.objectStore(name)));
      await kept;
      return answer;
    } finally {
      opened.close();
    }
  };

  const keeping = {
    pack: () => inStore("packs", "readonly", (packs) => packs.get(KEPT)),
    keepPack: (pack) => inStore("packs", "readwrite", (packs) => packs.put(pack, KEPT)),
    dropPack: () => inStore("packs", "readwrite", (packs) => packs.delete(KEPT)),
    notes: () => inStore("notes", "readonly", (notes) => notes.getAll()),
    keepNote: (note) => inStore("notes", "readwrite", (notes) => notes.put(note)),
    dropNotes: async (keys) => {
      for (const key of keys) await inStore("notes", "readwrite", (notes) => notes.delete(key));
    },
    isOver: (pack, now = Date.now()) => now >= Date.parse(pack.expires),
    // An old pack goes, but for one whose notes are not in the base yet.
    dropOld: async () => {
      const pack = await keeping.pack();
      if (pack && Date.now() > Date.parse(pack.expires) + LINGERS && (await keeping.notes()).length === 0) await keeping.dropPack();
    },
    branch: () => localStorage.getItem(BRANCH) ?? "",
    chooseBranch: (branch) => (branch ? localStorage.setItem(BRANCH, branch) : localStorage.removeItem(BRANCH)),
  };
  return keeping;
})();
