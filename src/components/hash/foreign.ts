import { createBLAKE2b, createBLAKE2s, createHMAC, createSM3, createWhirlpool } from 'hash-wasm';

type Hasher = Awaited<ReturnType<typeof createSM3>>;

/** What the runtime does not have, or not for an HMAC; loaded when it is asked for. */
const MAKERS: Record<string, () => Promise<Hasher>> = {
  sm3: createSM3,
  whirlpool: createWhirlpool,
  blake2b512: () => createBLAKE2b(512),
  blake2s256: () => createBLAKE2s(256),
};

const hashers = new Map<string, Promise<Hasher>>();

/** Made once: a hash begins and ends in one turn, so that no other gets in between. */
function hasherOf(name: string): Promise<Hasher> {
  const make = MAKERS[name];
  if (!make) throw new Error(`There is no hash function ${name}.`);
  const known = hashers.get(name) ?? make();
  hashers.set(name, known);
  return known;
}

export async function foreignDigest(name: string, message: Uint8Array): Promise<string> {
  return (await hasherOf(name)).init().update(message).digest('hex');
}

export async function foreignHmac(name: string, key: Uint8Array, message: Uint8Array): Promise<string> {
  return (await createHMAC(hasherOf(name), key)).init().update(message).digest('hex');
}
