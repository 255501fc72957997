import { isFile } from '../../lib/files.ts';
import type { Params } from '../component.ts';
import { InputError, isUnset, parseIfJson, refuse, toBytes, toPairs, toText } from '../conversions.ts';
import { given, read } from '../read.ts';
import { refuseLength } from '../size.ts';
import * as fields from './fields.ts';

/** Addresses of both inputs, each once. */
function addresses(params: Params, list: fields.Input, json: fields.Input): string[] {
  const listed = [list, json].flatMap((input) => {
    const value = parseIfJson(given(params, input));
    if (isUnset(value)) return [];
    if (!Array.isArray(value)) return [value];
    return value;
  });
  return [...new Set(listed.map((each) => toText(each, list.label).trim()).filter((text) => text !== ''))];
}

type Attachment = { filename: string; content: Buffer; contentType?: string };

function attachmentOf(filename: string, value: unknown, label: string): Attachment {
  const type = isFile(value) ? value.contentType : undefined;
  return { filename, content: Buffer.from(toBytes(value, label)), ...(type ? { contentType: type } : {}) };
}

function attachments(params: Params): Attachment[] {
  const { multipleAttachments: several } = fields;
  const list = parseIfJson(given(params, several));
  if (!isUnset(list) && !Array.isArray(list))
    refuse(list, several.label, 'a list of objects with key and value');
  const pairs = [
    ...read.pairs(params, fields.attachments),
    ...(isUnset(list) ? [] : toPairs(list, several.label)),
  ];
  const all = pairs.map(({ key, value }) => attachmentOf(key, value, fields.attachments.label));
  refuseLength(all.reduce((sum, { content }) => sum + content.length, 0));
  return all;
}

/** The mail that a step describes. @param user who sends it where the step says nobody */
export function messageOf(params: Params, user: string) {
  const to = addresses(params, fields.to, fields.toJson);
  const cc = addresses(params, fields.cc, fields.ccJson);
  const bcc = addresses(params, fields.bcc, fields.bccJson);
  if (to.length + cc.length + bcc.length === 0)
    throw new InputError(`The mail goes to nobody: fill in the input "${fields.to.label}".`);
  const from = read.text(params, fields.from).trim() || (user.includes('@') ? user : '');
  if (from === '') throw new InputError(`The input "${fields.from.label}" is empty: say who sends the mail.`);
  const html = read.text(params, fields.html);
  return {
    ...{ to, cc, bcc, from, replyTo: addresses(params, fields.replyTo, fields.replyTo) },
    subject: read.text(params, fields.subject),
    text: read.text(params, fields.text),
    ...(html === '' ? {} : { html }),
    attachments: attachments(params),
    // A path or an address in a value is text like any other.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  };
}
