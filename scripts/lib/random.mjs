/** Random numbers that come the same again for the same seed (mulberry32). Good enough to draw samples. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws a fair sample of a stream whose length nobody knows, and counts it. */
export class Reservoir {
  kept = [];
  seen = 0;

  constructor(size, random) {
    this.size = size;
    this.random = random;
  }

  add(one) {
    this.seen++;
    if (this.kept.length < this.size) this.kept.push(one);
    else {
      const at = Math.floor(this.random() * this.seen);
      if (at < this.size) this.kept[at] = one;
    }
  }
}
