import { valueAt } from '../../lib/records.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { Calls } from '../kit/calls.ts';
import { setOwn } from '../records.ts';

type Part = Record<string, unknown>;

/** Headers that hold addresses. */
const ADDRESSES = new Set(['from', 'to', 'cc', 'bcc', 'reply-to', 'sender', 'delivered-to']);

const bytesOf = (data: unknown) => Buffer.from(textOf(data), 'base64url');
const allParts = (part: Part): Part[] => [part, ...recordsIn(part.parts).flatMap(allParts)];

/** What a message of Gmail says, as mail programs show it: headers by their names, texts, and files. @param path of the message */
export async function readMessage({ ask }: Calls, path: string, message: unknown) {
  // Loaded with the first message.
  const { default: parseAddresses } = await import('nodemailer/lib/addressparser');
  const headers: Record<string, unknown> = {};
  for (const { name, value } of recordsIn(valueAt(message, 'payload.headers'))) {
    const [key, text] = [textOf(name).toLowerCase(), textOf(value)];
    setOwn(headers, key, ADDRESSES.has(key) ? { value: parseAddresses(text), text } : text);
  }
  const parts = recordsIn([valueAt(message, 'payload')]).flatMap(allParts);
  const bodyOf = (type: string) => {
    const found = parts.find((part) => part.mimeType === type && textOf(part.filename) === '');
    return found ? bytesOf(valueAt(found, 'body.data')).toString() : undefined;
  };
  const attachments: unknown[] = [];
  for (const part of parts.filter(({ filename }) => textOf(filename) !== '')) {
    const id = textOf(valueAt(part, 'body.attachmentId'));
    const kept = valueAt(part, 'body.data');
    const data =
      id === '' ? kept : valueAt((await ask({ method: 'GET', path: attachment(path, id) })).data, 'data');
    const content = bytesOf(data);
    const { filename, mimeType: contentType } = part;
    attachments.push({ filename, contentType, content, size: content.byteLength });
  }
  return { headers, text: bodyOf('text/plain'), html: bodyOf('text/html'), attachments };
}

const attachment = (path: string, id: string) => `${path}/attachments/${encodeURIComponent(id)}`;
