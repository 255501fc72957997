import { decodeAside } from '../../lib/aside.ts';
import { sameText } from '../../lib/crypto.ts';
import { AppError } from '../../lib/errors.ts';
import { KeptFile } from '../../lib/kept-file.ts';
import { getExecution } from '../../models/executions.ts';
import { getStepResult, type StepResult, storedText } from '../../models/step-results.ts';
import { systemViewer } from '../../models/viewer.ts';
import type { Deps } from '../kit/deps.ts';

/** Who has the signed address was shown the step with it. */
const SIGNED = systemViewer('signed addresses of results');

const proofOf = ({ vault }: Pick<Deps, 'vault'>, id: string, path: string): string =>
  vault.sign(`result:${id}:${path}`);

/** The signed address of a step's result; null where it has none. */
export function resultsUrl(
  deps: Pick<Deps, 'vault' | 'publicUrl'>,
  { executionId, path, output }: Pick<StepResult, 'executionId' | 'path' | 'output'>,
): string | null {
  if (output === null) return null;
  const query = new URLSearchParams({ step: path, signature: proofOf(deps, executionId, path) });
  return `${deps.publicUrl()}/results/${executionId}?${query}`;
}

/** The result of one step, as those see it who may look at the execution, as MessagePack: `{ data }`. */
export async function answerStep(deps: Deps, id: string, path: string, signature: string): Promise<Response> {
  const { read, blobs } = deps.store;
  const isProven = sameText(signature, proofOf(deps, id, path));
  const step = isProven ? await getStepResult(read, id, path) : undefined;
  if (!step?.output) throw new AppError('not_found', 'There is no result at this address.');
  const { customerId } = await getExecution(read, SIGNED, id);
  const result = await decodeAside(await storedText(step.output, blobs), deps.asideOf?.(customerId));
  const { encode } = await import('@msgpack/msgpack');
  const data = Reflect.get(Object(result), 'data') ?? null;
  const headers = { 'content-type': 'application/msgpack', 'cache-control': 'no-store' };
  if (data instanceof KeptFile)
    return new Response(packedFile(data, blobs.file(data.hash, data.size)), { headers });
  const bytes = encode({ data }, { maxDepth: 1024, useBigInt64: true, ignoreUndefined: true });
  return new Response(bytes, { headers });
}

/** `{ data }` with the bytes of a file, as MessagePack has them: a map of one, its key, the length, the bytes. */
async function* packedFile({ size }: KeptFile, file: Blob): AsyncGenerator<Uint8Array> {
  const head = Buffer.from('81a464617461c600000000', 'hex');
  head.writeUInt32BE(size, head.length - 4);
  yield head;
  yield* file.stream();
}
