// Opens a pack by its phrase and closes notes with the pack's own key: WebCrypto alone, the same bytes as sealing.py.
window.dayPack = window.dayPack ?? {};
window.dayPack.sealing = (() => {
  "use strict";
  const NONCE = 12;
  const MOST_ROUNDS = 10_000_000;
  const AES = "AES-GCM";
  const encoder = new TextEncoder();

  const fromBase64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  // As `plain` in lib/passphrases.py: capitals, spaces and hyphens make no other phrase.
  const plain = (phrase) => phrase.normalize("NFKC").toLowerCase().replace(/[ \-–—_,.]+/g, " ").trim();
  const boundTo = (pack) =>
    encoder.encode(["zabota.daypack", pack.format, pack.pack, pack.branch, pack.built, pack.expires].join("|"));
  const boundToNote = (pack, key) => encoder.encode(["zabota.daypack.note", pack, key].join("|"));

  const opened = (key, closed, additionalData) =>
    crypto.subtle.decrypt({ name: AES, iv: closed.slice(0, NONCE), additionalData }, key, closed.slice(NONCE));

  const keyOf = async (phrase, pack) => {
    const material = await crypto.subtle.importKey("raw", encoder.encode(plain(phrase)), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: fromBase64(pack.salt), iterations: Math.min(pack.rounds, MOST_ROUNDS) };
    return crypto.subtle.deriveKey(how, material, { name: AES, length: 256 }, false, ["decrypt"]);
  };
  const orSay = (word, promise) => promise.catch(() => { throw new Error(word); });
  const unzipped = (bytes) => new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();

  return {
    isPossible: () => Boolean(window.crypto?.subtle && window.DecompressionStream),

    // The pack's own key and what it holds; throws Error("phrase") or Error("changed").
    unlock: async (pack, phrase) => {
      const raw = await orSay("phrase", keyOf(phrase, pack).then((key) => opened(key, fromBase64(pack.wrapped), boundTo(pack))));
      const key = await crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]);
      const content = await orSay("changed", opened(key, fromBase64(pack.body), boundTo(pack)).then(unzipped));
      return { key, content };
    },
    closeNote: async (key, pack, note, said) => {
      const iv = crypto.getRandomValues(new Uint8Array(NONCE));
      const how = { name: AES, iv, additionalData: boundToNote(pack, note) };
      const closed = new Uint8Array(await crypto.subtle.encrypt(how, key, encoder.encode(JSON.stringify(said))));
      return toBase64(Uint8Array.from([...iv, ...closed]));
    },
    openNote: async (key, pack, note) =>
      JSON.parse(new TextDecoder().decode(await opened(key, fromBase64(note.sealed), boundToNote(pack, note.key)))),
  };
})();
