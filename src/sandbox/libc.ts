import { dlopen, ptr, read } from 'bun:ffi';
import { messageOf } from '../lib/errors.ts';
import { callNumber } from './syscalls.ts';

export type Argument = number | bigint | NodeJS.TypedArray;

/** Answers the call's result, or the negative error number. */
export type SystemCall = (name: string, ...args: Argument[]) => number;

const ENOSYS = 38;
/** glibc, then musl */
const LIBRARIES = ['libc.so.6', 'libc.musl-x86_64.so.1', 'libc.musl-aarch64.so.1'];

/**
 * The kernel's calls by name, without any program beside ours; undefined on other systems than Linux.
 * @throws on a Linux where they cannot be had: nothing may then run unfenced
 */
export function openSystemCalls(): SystemCall | undefined {
  if (process.platform !== 'linux') return undefined;
  const failures: string[] = [];
  for (const library of LIBRARIES) {
    try {
      return systemCallsOf(library);
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  throw new Error(`no libc can be opened: ${failures.join('; ')}`);
}

function systemCallsOf(library: string): SystemCall {
  const { symbols } = dlopen(library, {
    syscall: { args: ['i64', 'i64', 'i64', 'i64', 'i64', 'i64', 'i64'], returns: 'i64' },
    __errno_location: { args: [], returns: 'ptr' },
  });
  return (name, ...args) => {
    const number = callNumber(name);
    if (number === undefined) return -ENOSYS;
    const [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n] = args.map(wordOf);
    const result = Number(symbols.syscall(BigInt(number), a, b, c, d, e, f));
    if (result !== -1) return result;
    const errno = symbols.__errno_location();
    return errno === null ? -ENOSYS : -read.i32(errno, 0);
  };
}

function wordOf(argument: Argument): bigint {
  if (typeof argument === 'bigint') return argument;
  return BigInt(typeof argument === 'number' ? argument : ptr(argument));
}

/** Memory that stays where it is: the engine moves a small Buffer, and its address then points at stale bytes. */
export function block(size: number): Buffer {
  return Buffer.from(new ArrayBuffer(size));
}

export function cText(text: string): Buffer {
  const bytes = block(Buffer.byteLength(text) + 1);
  bytes.write(text);
  return bytes;
}

/** What only an address in other memory points at, which the garbage collector does not see. */
const pinned: Buffer[] = [];

function addressOf(bytes: Buffer): bigint {
  pinned.push(bytes);
  return BigInt(ptr(bytes));
}

/** A null-ended array of C texts. */
export function cTexts(texts: string[]): BigUint64Array {
  const array = new BigUint64Array(new ArrayBuffer(8 * (texts.length + 1)));
  array.set(texts.map((text) => addressOf(cText(text))));
  return array;
}

/** struct sock_fprog { u16 len; u64 *filter }, of a program of 8-byte instructions. */
export function filterPointer(program: Buffer): Buffer {
  const pointer = block(16);
  pointer.writeUInt16LE(program.length / 8, 0);
  pointer.writeBigUInt64LE(addressOf(program), 8);
  return pointer;
}
