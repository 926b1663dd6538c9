// Operation keys: a UUID for each thing to be done, also where the browser is no secure context (plain http in a room).

/** A fresh operation key. */
export function newKey() {
  if (typeof crypto?.randomUUID === "function") {
    return crypto.randomUUID();
  }
  const bytes = randomBytes();
  bytes[6] = (bytes[6] & 0x0f) | 0x40; // version 4
  bytes[8] = (bytes[8] & 0x3f) | 0x80; // its variant (RFC 9562)
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Sixteen random bytes. A key has to differ from others, not to be a secret: any randomness will do where there is no better. */
function randomBytes() {
  const bytes = new Uint8Array(16);
  if (typeof crypto?.getRandomValues === "function") {
    return crypto.getRandomValues(bytes);
  }
  return bytes.map(() => Math.floor(Math.random() * 256));
}
