// UUID version 7 (RFC 9562 §5.7) of a given time and given randomness: it sorts by time.

/**
 * @param {number} now milliseconds since 1970
 * @param {Uint8Array} random ten bytes
 */
export function uuid7(now, random) {
  const bytes = new Uint8Array(16);
  let time = now;
  for (let place = 5; place >= 0; place -= 1) {
    bytes[place] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Give a fresh id from the device's clock and randomness. */
export function newId() {
  return uuid7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
}
