import { valueAt } from '../../lib/records.ts';
import { InputError } from '../conversions.ts';
import { textOf } from './answers.ts';
import type { Calls } from './calls.ts';

/** Larger files are sent in parts, whose sizes Microsoft Graph wants to be multiples of 320 KB. */
const MOST_AT_ONCE = 4 * 1024 * 1024;
const PART = 12 * 320 * 1024;

/** Stores a file in a drive. @param at the address of the file, with what stands after it */
export async function uploadTo(
  { ask }: Calls,
  at: (more: string) => string,
  content: Uint8Array,
): Promise<unknown> {
  if (content.byteLength <= MOST_AT_ONCE) {
    const headers = { 'content-type': 'application/octet-stream' };
    return (await ask({ method: 'PUT', path: at('/content'), data: content, headers })).data;
  }
  const session = await ask({ method: 'POST', path: at('/createUploadSession'), data: {} });
  const path = textOf(valueAt(session.data, 'uploadUrl'));
  if (path === '')
    throw new InputError('Microsoft does not say where to send the file: let the step retry later.');
  let last: unknown;
  for (let start = 0; start < content.byteLength; start += PART) {
    const part = content.subarray(start, start + PART);
    const range = `bytes ${start}-${start + part.byteLength - 1}/${content.byteLength}`;
    const headers = { 'content-type': 'application/octet-stream', 'content-range': range };
    // The address itself is all that has to be shown there.
    last = (await ask({ method: 'PUT', path, data: part, headers, isPublic: true })).data;
  }
  return last;
}
