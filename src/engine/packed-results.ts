import type { ActionResult } from '../components/component.ts';
import { type Packed, type PackedSeal, pack, packedAtOnce, packedSize, packSealed } from '../db/payload.ts';
import type { Store } from '../db/store.ts';
import type { Aside } from '../lib/aside.ts';
import { type Place, Secret, type Vault } from '../lib/crypto.ts';
import { encodeInTurns, inTurns } from '../lib/in-turns.ts';
import { keptFilesIn } from '../lib/kept-file.ts';
import type { Redactor } from '../lib/redact.ts';
import { StorageError } from '../lib/storage-error.ts';
import { LARGE_TEXT } from '../lib/text-pieces.ts';
import { SECOND } from '../lib/time.ts';
import { ROW_SIZES } from '../models/executions.ts';
import { sealedPlace } from '../models/step-results.ts';
import { shownInput } from './shown-input.ts';
import { ownResult } from './stored-results.ts';

/** What results are packed and sealed with. */
export type PackingTools = {
  store: Store;
  vault: Vault;
  redact: Redactor;
  /** The way to the threads; without it large texts are worked on where they stand. */
  aside: Aside | undefined;
  resultBytes: number;
  /** Whether the process ends, and waits for nothing more. */
  isStopping(): boolean;
};

/** What a step took and gave, as its row keeps them, with their files. */
export type PackedResult = {
  input: Buffer | null;
  output: Buffer | null;
  sealedOutput: string | null;
  blobs: string[];
  /** Bytes of the row and its files. */
  size: number;
  /** Characters of the whole result. */
  length: number;
  /** Whether it names files. */
  hasFiles: boolean;
};

/**
 * Redacts and packs what a step took and gave; a result that holds secrets is also sealed as it was.
 * @throws WireError when the result cannot be stored: not a value, or over the limit
 */
export async function packedResult(
  tools: PackingTools,
  executionId: string,
  { path, params, result }: { path: string; params: unknown; result: ActionResult | undefined },
): Promise<PackedResult> {
  const { redact, aside } = tools;
  const blobs: string[] = [];
  let size = 0;
  const noted = (made: Packed) => {
    if (made.blob) blobs.push(made.blob);
    size += packedSize(made);
    return made.bytes;
  };
  const packed = async (text: string | undefined) => {
    if (text === undefined) return null;
    return noted(packedAtOnce(text) ?? (await keepTrying(tools, () => pack(text, tools.store.blobs))));
  };
  const written = result && encodeInTurns(ownResult(result), tools.resultBytes);
  const whole = written instanceof Promise ? await written : written;
  const redacted = whole && redact.inTurns(whole, aside?.mask);
  const shown = redacted instanceof Promise ? await redacted : redacted;
  const isSecret = whole !== undefined && whole !== shown;
  const sealed = isSecret ? sealedText(tools, whole, sealedPlace(executionId, path)) : null;
  const given = shownInput(params);
  const inputShown = redact.inTurns(given instanceof Promise ? await given : given, aside?.mask);
  const input = await packed(inputShown instanceof Promise ? await inputShown : inputShown);
  const output = await packed(shown);
  const files = whole === undefined ? [] : keptFilesIn(whole);
  for (const file of files) {
    blobs.push(file.hash);
    size += file.size;
  }
  const seal = sealed instanceof Promise ? await sealed : sealed;
  if (seal?.blob) blobs.push(seal.blob);
  size += ROW_SIZES.step + (seal?.text.length ?? 0) + (seal?.blobBytes ?? 0);
  const [length, hasFiles] = [whole?.length ?? 0, files.length > 0];
  return { input, output, sealedOutput: seal?.text ?? null, blobs, size, length, hasFiles };
}

function sealedText(tools: PackingTools, text: string, place: Place): PackedSeal | Promise<PackedSeal> {
  return text.length > LARGE_TEXT
    ? sealedInTurns(tools, text, place)
    : { text: tools.vault.seal(new Secret(text), place) };
}

async function sealedInTurns(tools: PackingTools, text: string, place: Place): Promise<PackedSeal> {
  const sealed = await inTurns(tools.vault.sealing(new Secret(text), place));
  return await keepTrying(tools, () => packSealed(sealed, tools.store.blobs));
}

/**
 * What a step has done must not be done again because the disk was full: its result waits here until it can be stored.
 * @throws the error when it is another one, or when waiting helps no more
 */
export async function keepTrying<T>(
  { isStopping }: Pick<PackingTools, 'isStopping'>,
  put: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await put();
    } catch (error) {
      const isPassing = error instanceof StorageError && error.fault !== 'damaged';
      if (!isPassing || isStopping()) throw error;
      await new Promise((resolve) => setTimeout(resolve, SECOND));
    }
  }
}
