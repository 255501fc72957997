import { createHash } from 'node:crypto';

/** A text that a child keeps under its hash, so that it is sent once. */
export type Bundle = { hash: string; source: string; bytes: number };

/** A component's text by its hash; it is asked for only where a child does not have it. */
export type BundleReference = { hash: string; source(): Promise<string> };

/** What is kept at once, here and in each child: so many texts, and so many bytes of them. */
const MOST = 100;
const MOST_BYTES = 16 * 1024 * 1024;

/** Texts by a name, of which those that were used last are kept. */
class Recent<T extends { bytes: number }> {
  readonly #entries = new Map<string, T>();
  #bytes = 0;

  get(name: string): T | undefined {
    return this.#entries.get(name);
  }

  /** As the ones that were used last. */
  put(entries: readonly (readonly [name: string, entry: T])[]): void {
    for (const [name, entry] of entries) {
      this.#drop(name);
      this.#entries.set(name, entry);
      this.#bytes += entry.bytes;
    }
  }

  /** Drops what is too much, the oldest first, but for the last few; answers the names. */
  shrink(last: number): string[] {
    const dropped: string[] = [];
    for (const name of this.#entries.keys()) {
      const { size } = this.#entries;
      if (size <= last || (size <= MOST && this.#bytes <= MOST_BYTES)) break;
      this.#drop(name);
      dropped.push(name);
    }
    return dropped;
  }

  #drop(name: string): void {
    this.#bytes -= this.#entries.get(name)?.bytes ?? 0;
    this.#entries.delete(name);
  }
}

const known = new Recent<Bundle>();

/** A text with its hash, which is made once as long as the text comes again. */
export function bundleOf(source: string): Bundle {
  const bundle = known.get(source) ?? hashed(source);
  known.put([[source, bundle]]);
  known.shrink(1);
  return bundle;
}

function hashed(source: string): Bundle {
  // As JSON, since two halves of a character are bytes of their own only there.
  const text = JSON.stringify(source);
  return {
    hash: createHash('sha256').update(text).digest('base64url'),
    source,
    bytes: Buffer.byteLength(text),
  };
}

/** What one child has been sent and has not been told to forget. */
export class LoadedBundles {
  readonly #loaded = new Recent<Bundle>();

  /** What a child has to be sent before it can run these, and what it forgets for it. */
  load(bundles: readonly Bundle[]): { missing: Bundle[]; forgotten: string[] } {
    const missing = bundles.filter(({ hash }) => !this.#loaded.get(hash));
    this.#loaded.put(bundles.map((bundle) => [bundle.hash, bundle]));
    return { missing, forgotten: this.#loaded.shrink(bundles.length) };
  }
}
