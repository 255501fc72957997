import { ptr } from 'bun:ffi';
import { block, type SystemCall } from '../libc.ts';
import { ARM64 } from '../syscalls.ts';
import type { SocketAddress } from './socket-address.ts';

export const ERROR = {
  EAGAIN: 11,
  EACCES: 13,
  EFAULT: 14,
  EINVAL: 22,
  ENOTSOCK: 88,
  EAFNOSUPPORT: 97,
  ETIMEDOUT: 110,
  EINPROGRESS: 115,
} as const;

export const EVENT = { input: 1, output: 4 } as const;
const RECEIVE = 0xc0502100n;
const ANSWER = 0xc0182101n;
const IS_VALID = 0x40082102n;
const ADD_FILE = 0x40182103n;
const REPLACE = 1;
const CONTINUE = 1;
const STREAM = 1;
export const NON_BLOCKING = 0x800;
export const CLOSE_ON_EXEC = 0x80000;
const TCP = 6;
const NO_DELAY = 1;
const SOCKET = 1;
const SOCKET_ERROR = 4;
const SET_FLAGS = 4;
const READ_WRITE = 2;
const DONT_WAIT = 0x40;
const CMSG_CLOEXEC = 0x40000000;
const RIGHTS = 1;
const MOST_EVENTS = 64;
/** struct epoll_event is packed on x86-64 alone. */
const EVENT_BYTES = ARM64 ? 16 : 12;
const EVENT_DATA = ARM64 ? 8 : 4;

/** One call of a child that waits for its answer, with the arguments of a connect. */
export type Notification = { id: bigint; call: number; file: number; address: bigint; length: number };

const addressOf = (bytes: NodeJS.TypedArray) => BigInt(ptr(bytes));

/** The calls of the kernel that the guard needs, with the memory that they write to. A result below 0 is an error. */
export class Kernel {
  readonly #call: SystemCall;
  readonly #epoll: number;
  readonly #events = block(EVENT_BYTES * MOST_EVENTS);
  readonly #event = block(16);
  readonly #request = block(80);
  readonly #response = block(24);
  readonly #addFile = block(24);
  readonly #copy = block(128);
  readonly #word = block(8);
  readonly #length = block(4);
  readonly #message = block(1024);

  constructor(call: SystemCall) {
    this.#call = call;
    this.#epoll = call('epoll_create1', CLOSE_ON_EXEC);
    if (this.#epoll < 0) throw new Error(`epoll_create1 failed with error ${-this.#epoll}`);
  }

  watch(file: number, events: number): void {
    this.#control(1, file, events);
  }

  /** What is watched already, for other events. */
  watchFor(file: number, events: number): void {
    this.#control(3, file, events);
  }

  unwatch(file: number): void {
    this.#control(2, file, 0);
  }

  #control(operation: number, file: number, events: number): void {
    this.#event.writeUInt32LE(events, 0);
    this.#event.writeInt32LE(file, EVENT_DATA);
    this.#call('epoll_ctl', this.#epoll, operation, file, this.#event);
  }

  /** Blocks the thread until something is to do. */
  wait(milliseconds: number): { file: number; events: number }[] {
    const count = this.#call('epoll_pwait', this.#epoll, this.#events, MOST_EVENTS, milliseconds, 0, 8);
    return Array.from({ length: Math.max(0, count) }, (_, index) => ({
      events: this.#events.readUInt32LE(index * EVENT_BYTES),
      file: this.#events.readInt32LE(index * EVENT_BYTES + EVENT_DATA),
    }));
  }

  /** One message of a socket that keeps them apart; undefined while there is none, empty at its end. */
  receive(file: number): string | undefined {
    const vector = new BigUint64Array([addressOf(this.#message), BigInt(this.#message.length)]);
    const header = new BigUint64Array([0n, 0n, addressOf(vector), 1n, 0n, 0n, 0n]);
    const count = this.#call('recvmsg', file, header, DONT_WAIT);
    return count < 0 ? undefined : this.#message.toString('utf8', 0, count);
  }

  /** The file that a launcher hands over, or undefined where it sent none. */
  receiveFile(file: number): number | undefined {
    const vector = new BigUint64Array([addressOf(this.#message), 1n]);
    const control = block(24);
    const header = new BigUint64Array([0n, 0n, addressOf(vector), 1n, addressOf(control), 24n, 0n]);
    if (this.#call('recvmsg', file, header, CMSG_CLOEXEC | DONT_WAIT) <= 0) return undefined;
    const isFile = control.readBigUInt64LE(0) === 20n && control.readInt32LE(12) === RIGHTS;
    return isFile ? control.readInt32LE(16) : undefined;
  }

  acknowledge(file: number): void {
    this.#call('write', file, this.#word, 1);
  }

  close(file: number): void {
    this.#call('close', file);
  }

  end(): void {
    this.close(this.#epoll);
  }

  /** Undefined when the caller was interrupted meanwhile. */
  notification(listener: number): Notification | undefined {
    // the kernel refuses a block that is not empty
    this.#request.fill(0);
    if (this.#call('ioctl', listener, RECEIVE, this.#request) < 0) return undefined;
    return {
      id: this.#request.readBigUInt64LE(0),
      call: this.#request.readInt32LE(16),
      file: Number(this.#request.readBigInt64LE(32)),
      address: this.#request.readBigUInt64LE(40),
      length: this.#request.readInt32LE(48),
    };
  }

  /** Whether the caller still waits: only then is its process number still its own. */
  isWaiting(listener: number, id: bigint): boolean {
    this.#word.writeBigUInt64LE(id, 0);
    return this.#call('ioctl', listener, IS_VALID, this.#word) === 0;
  }

  /** @param error 0 for success, else the number of the error */
  answer(listener: number, id: bigint, error: number): void {
    this.#response.fill(0);
    this.#response.writeBigUInt64LE(id, 0);
    this.#response.writeInt32LE(-error, 16);
    this.#call('ioctl', listener, ANSWER, this.#response);
  }

  /** Lets the kernel carry out a call all of whose arguments are words, which nobody can change meanwhile. */
  goOn(listener: number, id: bigint): void {
    this.#response.fill(0);
    this.#response.writeBigUInt64LE(id, 0);
    this.#response.writeUInt32LE(CONTINUE, 20);
    this.#call('ioctl', listener, ANSWER, this.#response);
  }

  /** The one copy of what a process has at an address, which is checked and used; undefined where it is not readable. */
  copyFrom(pid: number, address: bigint, length: number): Buffer | undefined {
    // where nothing is written stands no family that is allowed
    this.#copy.fill(0xff);
    const size = BigInt(length);
    const here = new BigUint64Array([addressOf(this.#copy), size]);
    const there = new BigUint64Array([address, size]);
    return this.#call('process_vm_readv', pid, here, 1, there, 1, 0) === length ? this.#copy : undefined;
  }

  /** A socket of ours, which has no option that the child may have set on its own. */
  openSocket(family: number): number {
    const file = this.#call('socket', family, STREAM | NON_BLOCKING | CLOSE_ON_EXEC, TCP);
    if (file < 0) return file;
    this.#length.writeInt32LE(1, 0);
    this.#call('setsockopt', file, TCP, NO_DELAY, this.#length, 4);
    return file;
  }

  connect(file: number, { raw }: SocketAddress): number {
    return this.#call('connect', file, raw, raw.length);
  }

  /** The port that a connection of ours comes from. */
  ownPort(file: number): number {
    const name = block(28);
    this.#length.writeInt32LE(28, 0);
    return this.#call('getsockname', file, name, this.#length) === 0 ? name.readUInt16BE(2) : 0;
  }

  /** How a connect has ended: 0 or the number of the error. */
  outcome(file: number): number {
    this.#length.writeInt32LE(4, 0);
    const result = this.#call('getsockopt', file, SOCKET, SOCKET_ERROR, this.#word, this.#length);
    return result < 0 ? -result : this.#word.readInt32LE(0);
  }

  /** Puts our socket in the place of the caller's. */
  replace(listener: number, { id, file }: Notification, own: number, flags: number): number {
    if ((flags & NON_BLOCKING) === 0) this.#call('fcntl', own, SET_FLAGS, READ_WRITE);
    this.#addFile.writeBigUInt64LE(id, 0);
    this.#addFile.writeUInt32LE(REPLACE, 8);
    this.#addFile.writeUInt32LE(own, 12);
    this.#addFile.writeUInt32LE(file, 16);
    this.#addFile.writeUInt32LE(flags & CLOSE_ON_EXEC, 20);
    return this.#call('ioctl', listener, ADD_FILE, this.#addFile);
  }
}
