import { encode, WireError } from '../lib/wire.ts';
import { sizeOf } from '../lib/wire-write.ts';
import { type Bundle, bundleOf } from './bundle.ts';
import { FRAME } from './frames.ts';
import type { BundleCall, SandboxCall } from './pool.ts';
import type { Call } from './process.ts';
import { SandboxError } from './sandbox-error.ts';

/** What crosses to the child, and the texts that it names by their hashes. */
type Request = Pick<Call, 'kind' | 'request'> & { bundles: Bundle[] };

/** @throws SandboxError `too_large` */
export function requestOf(
  { source, args, part = [], repeated = [] }: SandboxCall,
  maxBytes: number,
): Request {
  const main = bundleOf(source);
  const texts = repeated.map((place) => ({ place, bundle: bundleOf(String(args[place])) }));
  const named = [...args];
  for (const { place, bundle } of texts) named[place] = bundle.hash;
  const bundles = [main, ...texts.map(({ bundle }) => bundle)];
  const bundled = bundles.reduce((sum, { bytes }) => sum + bytes, 0);
  try {
    const request = encode([main.hash, named, maxBytes, part, repeated], { maxBytes });
    // The limit is for all that a call needs, however little of it crosses.
    const isLarge = request.length * 3 + bundled > maxBytes;
    if (isLarge && Buffer.byteLength(request) + bundled > maxBytes)
      throw new WireError([], `is larger than ${sizeOf(maxBytes)}`);
    return { kind: FRAME.run, request, bundles };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new SandboxError('too_large', `the input of the code cannot be handed over: ${error.message}`);
  }
}

/** @throws SandboxError `too_large` */
export function bundleRequestOf({ bundle, part, context, args }: BundleCall, maxBytes: number): string {
  try {
    return encode([bundle.hash, part, context, args, maxBytes], { maxBytes });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new SandboxError('too_large', `the input of the step cannot be handed over: ${error.message}`);
  }
}
