import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { valueAt } from '../../lib/records.ts';
import { now } from '../../lib/time.ts';
import type { TriggerPayload } from '../component.ts';
import { headerOf, rawBytes, Unsigned } from '../kit/webhook.ts';
import { isRecord } from '../records.ts';
import type { Scheme, SignedPart } from './schemes.ts';

export type SignedCall = {
  payload: TriggerPayload;
  /** Each that is valid now. */
  secrets: readonly string[];
  /** The address as the service knows it. */
  url: string;
  /** How old it may be, in seconds; undefined where that is all the same. */
  tolerance: number | undefined;
};

/** @throws Unsigned for a call that the service has not signed, or not lately */
export function verifySignature(scheme: Scheme, call: SignedCall): void {
  const given = signaturesOf(scheme, call.payload);
  if (given.length === 0)
    throw new Unsigned(`The call has no signature of ${scheme.label} (${whereOf(scheme)}).`);
  const timestamp = timestampOf(scheme, call.payload);
  const parts = scheme.signed.map((part) => bytesOf(part, scheme, call, timestamp));
  const isSigned = call.secrets.some((secret) => {
    const made = createHmac(scheme.hash, keyOf(scheme, secret));
    for (const part of parts) made.update(part);
    const expected = made.digest();
    // All are looked at, so that the time tells nothing.
    return given.map((each) => isSame(each, expected)).includes(true);
  });
  if (!isSigned || (scheme.signed.includes('FORM') && !isBodyNamed(call)))
    throw new Unsigned(
      `The call is not signed as ${scheme.label} would sign it: the secret key is another one, or somebody else has called.`,
    );
  refuseOld(scheme, call, timestamp);
}

const isSame = (given: Buffer, expected: Buffer) =>
  given.length === expected.length && timingSafeEqual(given, expected);

function whereOf({ signature }: Scheme): string {
  if ('body' in signature) return `“${signature.body}” in its body`;
  return 'each' in signature ? `the header ${signature.each}1` : `the header ${signature.header}`;
}

function signaturesOf(scheme: Scheme, payload: TriggerPayload): Buffer[] {
  const { prefix = '', divider, encoding } = scheme;
  const texts = textsOf(scheme, payload).flatMap((text) => (divider ? text.split(divider) : [text]));
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '' && text.startsWith(prefix))
    .map((text) => Buffer.from(text.slice(prefix.length), encoding));
}

function textsOf({ signature }: Scheme, payload: TriggerPayload): string[] {
  if ('body' in signature) return [inBody(payload, signature.body)];
  if ('header' in signature) return [headerOf(payload, signature.header)];
  const { each } = signature;
  return Object.entries(payload.headers).flatMap(([name, value]) =>
    name.toLowerCase().startsWith(each) ? [value] : [],
  );
}

/** Mailgun puts what it signs with into an object of its own, or among the fields of a form. */
function inBody({ body }: TriggerPayload, name: string): string {
  const { data } = body;
  const inner = isRecord(data) && isRecord(data.signature) ? data.signature : data;
  const value: unknown = valueAt(inner, name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function timestampOf({ timestamp, signature }: Scheme, payload: TriggerPayload): string {
  if (!timestamp) return '';
  const { at } = timestamp;
  if ('header' in at) return headerOf(payload, at.header);
  if ('body' in at) return inBody(payload, at.body);
  const texts = 'header' in signature ? headerOf(payload, signature.header).split(',') : [];
  const found = texts.map((text) => text.trim()).find((text) => text.startsWith(at.named));
  return found?.slice(at.named.length) ?? '';
}

function bytesOf(part: SignedPart, scheme: Scheme, call: SignedCall, timestamp: string): string | Uint8Array {
  if (typeof part === 'object') return part.text;
  const { payload, url } = call;
  switch (part) {
    case 'BODY':
      return rawBytes(payload);
    case 'TIMESTAMP':
      return timestamp;
    case 'ID':
      return headerOf(payload, scheme.id ?? '');
    case 'TOKEN':
      return inBody(payload, scheme.token ?? '');
    case 'METHOD':
      return payload.method ?? 'POST';
    case 'URL':
      return scheme.key === 'hubspot' ? withoutSomeEscapes(url) : url;
    case 'FORM':
      return formText(payload);
  }
}

/** HubSpot signs the address with these signs unescaped. */
const withoutSomeEscapes = (url: string) =>
  url.replaceAll(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (sign) => decodeURIComponent(sign));

/** Twilio signs the fields of a form in the order of their names, each name before its value. */
function formText({ body }: TriggerPayload): string {
  const isForm = (body.contentType ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded');
  if (!isForm || !isRecord(body.data)) return '';
  const fields = Object.entries(body.data).sort(([a], [b]) => (a < b ? -1 : 1));
  return fields.map(([name, value]) => fieldText(name, value)).join('');
}

function fieldText(name: string, value: unknown): string {
  const values = Array.isArray(value) ? [...new Set(value.map(String))].sort() : [String(value)];
  return values.map((each) => name + each).join('');
}

/** A body that is no form is signed by its hash, which stands in the address. */
function isBodyNamed({ payload, url }: SignedCall): boolean {
  const named = URL.canParse(url) ? new URL(url).searchParams.get('bodySHA256') : null;
  const bytes = rawBytes(payload);
  if (named === null) return bytes.length === 0 || formText(payload) !== '';
  return named.toLowerCase() === createHash('sha256').update(bytes).digest('hex');
}

function keyOf({ secretPrefix }: Scheme, secret: string): string | Uint8Array {
  if (secretPrefix === undefined) return secret;
  const bare = secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret;
  return Buffer.from(bare, 'base64');
}

function refuseOld({ timestamp, label }: Scheme, { tolerance }: SignedCall, text: string): void {
  if (!timestamp || tolerance === undefined) return;
  const at = timestamp.unit === 'iso' ? Date.parse(text) : Number(text || 'none');
  const instant = timestamp.unit === 'seconds' ? at * 1000 : at;
  // What is no time at all is not recent either.
  if (Math.abs(now() - instant) <= tolerance * 1000) return;
  throw new Unsigned(
    `The call is signed by ${label}, but at another time than now (${text}): somebody may have recorded it and sent it again. Or the clock of this server is wrong.`,
  );
}
