import { MB } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import { type KeptBundle, keepBundle, publishComponent } from '../../models/custom-components.ts';
import type { Actor } from '../../models/rights.ts';
import { readBytes, upTo } from './bodies.ts';
import { change } from './change.ts';
import type { Deps } from './deps.ts';

const MOST_BUNDLE_MB = 50;

/** The body of a request that is a bundle. @throws AppError `too_large` */
export async function readUploadBody(request: Request): Promise<Buffer> {
  return await readBytes(request, MOST_BUNDLE_MB * MB);
}

/** A file that comes in pieces. @throws AppError `too_large`, as soon as that is known */
export async function readUploadFile(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of upTo(MOST_BUNDLE_MB * MB, content, refuseLarge)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function refuseLarge(): never {
  throw new AppError(
    'too_large',
    `The file is larger than ${MOST_BUNDLE_MB} MB, which is the limit for a component. Pack only what the build has put into dist.`,
  );
}

/** Publishes what was uploaded. @throws AppError `invalid`: what is wrong with it; `conflict` for a built-in key */
export async function publishUpload(deps: Deps, actor: Actor, file: Uint8Array) {
  const { catalog, store } = deps;
  const bundle: KeptBundle = await keepBundle(store.blobs, await deps.readBundle(file));
  return await change(deps, actor, (tx) =>
    publishComponent(tx, { catalog, blobs: store.blobs }, bundle, actor.name),
  );
}
