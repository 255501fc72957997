/**
 * Bytes too many to hold, in a file of the data folder: what stands for them in a result. It says which file, and is no
 * way to it: only our own journal names such files (`decode` of `wire.ts`).
 */
export class KeptFile {
  /** SHA-256 of the content, in hex. */
  readonly hash: string;
  /** In bytes. */
  readonly size: number;

  constructor(hash: string, size: number) {
    this.hash = hash;
    this.size = size;
  }

  /** As it stands in the text of a result. */
  get name(): string {
    return `${this.hash}/${this.size}`;
  }
}

/** @returns undefined for what is no such name */
export function keptFileOf(name: string): KeptFile | undefined {
  const [, hash, size] = /^([0-9a-f]{64})\/(\d{1,15})$/.exec(name) ?? [];
  return hash === undefined ? undefined : new KeptFile(hash, Number(size));
}

/** Files that the text of a value names: inside its texts the quotes would be escaped. */
export function keptFilesIn(text: string): KeptFile[] {
  if (!text.includes(MARK)) return [];
  return [...text.matchAll(NAMED)].flatMap(([, name = '']) => keptFileOf(name) ?? []);
}

const MARK = '{"$wire":"file","value":"';
const NAMED = /\{"\$wire":"file","value":"([0-9a-f/]+)"\}/g;
