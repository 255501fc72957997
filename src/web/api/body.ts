import * as v from 'valibot';
import { MB } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import { isJson } from '../../lib/media-type.ts';
import { jsonDepthExceeds, MOST_LEVELS } from '../../lib/wire-depth.ts';
import { type KeepOpen, readBytes, readText } from '../kit/bodies.ts';
import type { Deps } from '../kit/deps.ts';
import { checkFields } from './issues.ts';

/** What a route takes as its body: how it is described, how it is read. */
export type Body<B> = {
  /** By media type; empty when the route takes no body. */
  content: Record<string, v.GenericSchema>;
  /** @throws AppError `too_large`, `bad_request`, `unsupported_media_type`, `invalid` */
  receive(incoming: Incoming): Promise<Given<B>>;
};

export type Incoming = {
  request: Request;
  deps: Pick<Deps, 'store' | 'settings'>;
  keepOpen: KeepOpen;
};

export type Given<B> = {
  value: B;
  /** What tells it from another body: all of it, or its hash. */
  bytes: Buffer;
  /** It is not needed any more, whatever has become of it. */
  end(): void;
};

export const noBody: Body<undefined> = {
  content: {},
  receive: async () => ({ value: undefined, bytes: Buffer.alloc(0), end() {} }),
};

type Whole<B> = Pick<Body<B>, 'content'> & {
  /** In bytes. */
  limit: number;
  /** @throws AppError `bad_request`, `unsupported_media_type`, `invalid` */
  read(bytes: Buffer, contentType: string): B;
};

/** A body that is held in memory. */
export function wholeBody<B>({ content, limit, read }: Whole<B>): Body<B> {
  return {
    content,
    async receive({ request }) {
      const bytes = await readBytes(request, limit);
      return { value: read(bytes, request.headers.get('content-type') ?? ''), bytes, end() {} };
    },
  };
}

/** A JSON object of these fields and no others. @param limit in bytes */
export function fields<const E extends v.ObjectEntries>(
  entries: E,
  limit = MB,
): Body<v.InferOutput<v.StrictObjectSchema<E, undefined>>> {
  const schema = v.strictObject(entries);
  return wholeBody({
    limit,
    content: { 'application/json': schema },
    read(bytes, contentType) {
      const checked = checkFields(schema, readObject(bytes, contentType));
      if (checked.ok) return checked.output;
      const count = checked.issues.length === 1 ? 'One field is' : `${checked.issues.length} fields are`;
      throw new AppError('invalid', `${count} missing, wrong or unknown.`, checked.issues);
    },
  });
}

/** A JSON object whose fields are known only later. */
export const anyFields: Body<Record<string, unknown>> = wholeBody({
  limit: MB,
  content: { 'application/json': v.record(v.string(), v.unknown()) },
  read: readObject,
});

function readObject(bytes: Buffer, contentType: string): Record<string, unknown> {
  const value = bytes.byteLength === 0 ? {} : readJson(bytes, contentType);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new AppError('invalid', 'The body must be a JSON object.', [
    { path: '', message: 'must be a JSON object' },
  ]);
}

/** @throws AppError `unsupported_media_type`; `bad_request` for what is no JSON */
export function readJson(bytes: Buffer, contentType: string): unknown {
  if (!isJson(contentType)) {
    throw new AppError(
      'unsupported_media_type',
      'Send JSON, with the header Content-Type: application/json.',
    );
  }
  const text = readText(bytes);
  if (text === undefined) throw new AppError('bad_request', 'The body is not UTF-8.');
  if (jsonDepthExceeds(text, MOST_LEVELS))
    throw new AppError('bad_request', `The body is nested deeper than ${MOST_LEVELS} levels.`);
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('bad_request', 'The body is not valid JSON.');
  }
}
