import { isIPv4 } from 'node:net';
import { parseAddress } from '../lib/ip-addresses.ts';

/** What a child asks the name server: one name, and the number of what it wants to know of it. */
export type Question = { id: number; name: string; type: number; bytes: Buffer };

/** Kinds of records by their numbers in RFC 1035 and after. */
export const RECORD = { A: 1, MX: 15, TXT: 16, AAAA: 28, SRV: 33 } as const;

const HEADER = 12;
const MOST_LABEL = 63;
/** Answer, recursion wanted and available. */
const FLAGS = 0x8180;
export const STATUS = { ok: 0, failed: 2, unknownName: 3 } as const;
const TO_QUESTION = 0xc00c;
const INTERNET = 1;
/** Short: the system's own resolver keeps what is to be kept. */
const SECONDS = 30;

/** @returns undefined for what is no question of one name */
export function readQuestion(message: Buffer): Question | undefined {
  if (message.length < HEADER || message.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = HEADER;
  for (let length = message[at]; length !== 0; length = message[at]) {
    if (length === undefined || length > MOST_LABEL) return undefined;
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  if (message.length < at + 5) return undefined;
  return {
    id: message.readUInt16BE(0),
    name: labels.join('.').toLowerCase(),
    type: message.readUInt16BE(at + 1),
    bytes: message.subarray(HEADER, at + 5),
  };
}

export function writeAnswer({ id, type, bytes }: Question, status: number, records: Buffer[]): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(FLAGS | status, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  const answers = records.flatMap((record) => {
    const head = Buffer.alloc(12);
    head.writeUInt16BE(TO_QUESTION, 0);
    head.writeUInt16BE(type, 2);
    head.writeUInt16BE(INTERNET, 4);
    head.writeUInt32BE(SECONDS, 6);
    head.writeUInt16BE(record.length, 10);
    return [head, record];
  });
  return Buffer.concat([header, bytes, ...answers]);
}

/** The record of an address, where it is one of this type. */
export function addressRecord(text: string, type: number): Buffer[] {
  const address = parseAddress(text);
  if (!address || isIPv4(text) !== (type === RECORD.A)) return [];
  return [Buffer.from(address.bytes)];
}

export function textRecord(pieces: string[]): Buffer {
  return Buffer.concat(
    pieces.flatMap((piece) => {
      const bytes = Buffer.from(piece).subarray(0, 255);
      return [Buffer.from([bytes.length]), bytes];
    }),
  );
}

/** Numbers of 16 bits, and a name: `MX` and `SRV`. */
export function namedRecord(numbers: number[], name: string): Buffer {
  const head = Buffer.alloc(2 * numbers.length);
  numbers.forEach((number, index) => {
    head.writeUInt16BE(number, 2 * index);
  });
  const labels = name.split('.').flatMap((label) => {
    const bytes = Buffer.from(label).subarray(0, MOST_LABEL);
    return bytes.length === 0 ? [] : [Buffer.from([bytes.length]), bytes];
  });
  return Buffer.concat([head, ...labels, Buffer.from([0])]);
}
