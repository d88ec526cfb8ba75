// Finds the number that pays for a request: SHA-256 of "challenge:number" begins with so many zero bits. Then sends the form.
// Hashed here and not by crypto.subtle, which browsers keep for pages over TLS and which waits for a promise at every hash.
(() => {
  "use strict";
  const AT_ONCE = 8000;
  const ROUNDS = new Uint32Array(64);
  const START = new Uint32Array(8);
  const words = new Uint32Array(64);

  // The fractions of the roots of the first primes, as the standard (FIPS 180-4) says.
  function setUp() {
    const fraction = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32);
    let found = 0;
    for (let candidate = 2; found < 64; candidate++) {
      let isPrime = true;
      for (let factor = 2; factor * factor <= candidate; factor++) if (candidate % factor === 0) isPrime = false;
      if (!isPrime) continue;
      if (found < 8) START[found] = fraction(Math.sqrt(candidate));
      ROUNDS[found++] = fraction(Math.cbrt(candidate));
    }
  }

  const turned = (word, by) => (word >>> by) | (word << (32 - by));

  // One block is enough: the text has at most 55 signs of ASCII.
  function firstWordOf(text) {
    words.fill(0, 0, 16);
    for (let at = 0; at < text.length; at++) words[at >> 2] |= text.charCodeAt(at) << (24 - 8 * (at & 3));
    words[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
    words[15] = text.length * 8;
    for (let at = 16; at < 64; at++) {
      const early = words[at - 15];
      const late = words[at - 2];
      const small = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
      const great = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
      words[at] = words[at - 16] + small + words[at - 7] + great;
    }
    let [a, b, c, d, e, f, g, h] = START;
    for (let at = 0; at < 64; at++) {
      const first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[at] + words[at]) | 0;
      const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    return (START[0] + a) >>> 0;
  }

  function work(form) {
    const { work: challenge, bits } = form.dataset;
    const tooMuch = 2 ** (32 - Number(bits));
    let number = 0;
    const some = () => {
      for (const end = number + AT_ONCE; number < end; number++) {
        if (firstWordOf(`${challenge}:${number}`) < tooMuch) {
          form.elements.number.value = number;
          return form.submit();
        }
      }
      return setTimeout(some);
    };
    some();
  }

  setUp();
  document.querySelectorAll("form[data-work]").forEach(work);
})();
