import { writeSync } from 'node:fs';
import { decode, encode, WireError } from '../lib/wire.ts';
import { callBundle, openBundle } from './child-bundle.ts';
import { bundleIn, keepBundle } from './child-bundles.ts';
import { type Log, prepareGlobals } from './child-globals.ts';
import { hasLeftovers, watchLeftovers } from './child-leftovers.ts';
import { loadModule } from './child-module.ts';
import { Requests } from './child-requests.ts';
import { describeThrown } from './describe.ts';
import { innerFilter } from './filter.ts';
import { FRAME, type Frame, FrameReader, frameOf } from './frames.ts';
import { block, filterPointer, openSystemCalls, type SystemCall } from './libc.ts';
import { type Confinement, type Fences, LOG_LIMITS } from './plan.ts';

const TSYNC = 1;
const SET_MODE_FILTER = 1;
const AF_INET = 2;
const SOCK_STREAM = 1;
const NAME_SERVER_PORT = 53;

/** The second stage: closes the last doors, says what holds, and then runs the modules it is sent until its input ends. */
export async function serveChild(fences: Fences): Promise<never> {
  const call = openSystemCalls();
  const send = sender(call ? separateOutput(call) : 1);
  const runs = new Runs(send, turnOfTheLoop());
  watchLeftovers();
  const input = Bun.stdin.stream();
  const confinement = lock(call, fences);
  prepareGlobals((level, text) => runs.log(level, text), confinement);
  process.on('uncaughtException', (error) => runs.fail(error));
  process.on('unhandledRejection', (error) => runs.fail(error));
  const reader = new FrameReader(() => Number.POSITIVE_INFINITY);
  send(FRAME.ready, 0, JSON.stringify(confinement));
  for await (const chunk of input) for (const frame of reader.read(chunk)) runs.take(frame);
  return process.exit(0);
}

/** Made before foreign code can get at the timers. */
function turnOfTheLoop(): () => Promise<unknown> {
  const later = setImmediate;
  return () => new Promise((resolve) => later(resolve));
}

type Send = (kind: number, call: number, text: string) => void;

/** Frames get a descriptor of their own, so that what foreign code prints does not fall among them. */
function separateOutput(call: SystemCall): number {
  const output = call('dup', 1);
  call('dup3', 2, 1, 0);
  return output;
}

function sender(output: number): Send {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  return (kind, call, text) => {
    const frame = frameOf(kind, call, text);
    for (let sent = 0; sent < frame.length; ) {
      try {
        sent += writeSync(output, frame, sent);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) process.exit(1);
        Atomics.wait(pause, 0, 0, 1);
      }
    }
  };
}

const UNCHECKED = 'nothing on this system can check what it connects to';

/** Closes the last doors; what needs files is loaded before. */
function lock(call: SystemCall | undefined, fences: Fences): Confinement {
  const isGuarded = fences.confined && fences.seccomp && fences.closed === '';
  // reads the settings of the resolver, which it keeps
  if (isGuarded) process.getBuiltinModule('node:dns').getServers();
  const held = hold(call, fences);
  if (!fences.confined)
    return { ...held, network: 'open', networkReason: 'nothing is asked before foreign code connects' };
  const why = isGuarded && call ? guardFault(call) : fences.closed || UNCHECKED;
  return { ...held, network: why === '' ? 'guarded' : 'closed', networkReason: why };
}

function hold(call: SystemCall | undefined, fences: Fences): Pick<Confinement, 'level' | 'reason'> {
  if (!fences.confined)
    return { level: 'none', reason: 'STEPWELL_SANDBOX is off: foreign code may do what Stepwell may do' };
  if (!call)
    return {
      level: 'partial',
      reason: 'this system has neither Landlock nor seccomp: only the environment is empty',
    };
  if (!fences.seccomp)
    return {
      level: 'partial',
      reason: 'this kernel has no seccomp filters: native code can reach the network and start processes',
    };
  if (call('seccomp', SET_MODE_FILTER, TSYNC, filterPointer(innerFilter())) !== 0)
    throw new Error('the inner filter was refused');
  if (!fences.landlock)
    return { level: 'partial', reason: 'this kernel has no Landlock: files are closed by seccomp alone' };
  return { level: 'full', reason: 'Landlock, seccomp and resource limits hold' };
}

/** Asks the guard once, for our own name server: why it cannot answer, or nothing. */
function guardFault(call: SystemCall): string {
  const socket = call('socket', AF_INET, SOCK_STREAM, 0);
  const address = block(16);
  address.writeUInt16LE(AF_INET, 0);
  address.writeUInt16BE(NAME_SERVER_PORT, 2);
  address.set([127, 0, 0, 1], 4);
  const result = call('connect', socket, address, address.length);
  call('close', socket);
  return result === 0 ? '' : `the guard cannot answer for this process (error ${-result})`;
}

type Current = {
  call: number;
  fail: (error: unknown) => void;
  requests: Requests;
  lines: number;
  characters: number;
};

/** The calls this child is asked to run; the server sends one at a time. */
class Runs {
  readonly #send: Send;
  readonly #turn: () => Promise<unknown>;
  #current: Current | undefined;

  constructor(send: Send, turn: () => Promise<unknown>) {
    this.#send = send;
    this.#turn = turn;
  }

  /** A text that calls will name, the answer to what a call has asked, or a call. */
  take(frame: Frame): void {
    if (frame.kind === FRAME.load) keepBundle(frame.payload);
    else if (frame.kind !== FRAME.answer) void this.#run(frame);
    else if (frame.call === this.#current?.call) this.#current.requests.settle(frame.payload);
  }

  async #run(frame: Frame): Promise<void> {
    const { call, kind } = frame;
    const failure = Promise.withResolvers<never>();
    const requests = new Requests((text) => this.#send(FRAME.request, call, text));
    const current = { call, fail: failure.reject, requests, lines: 0, characters: 0 };
    this.#current = current;
    const [answer, text] = await this.#answer(() => this.#work(frame, current), failure.promise);
    // a bundle has its child for itself: what it leaves there is met by nobody else
    if (kind === FRAME.run && hasLeftovers()) this.#send(FRAME.leftovers, call, 'null');
    this.#send(answer, call, text);
    this.#current = undefined;
  }

  async #work({ kind, payload }: Frame, current: Current): Promise<string> {
    if (kind === FRAME.run) return await invoke(payload, this.log);
    if (kind === FRAME.call) {
      // what goes on after its call has ended is not the next one's
      const isPresent = () => this.#current === current;
      const log: Log = (level, text) => isPresent() && this.log(level, text);
      return await callBundle(payload, log, (request) =>
        isPresent() ? current.requests.ask(request) : Promise.reject(new Error('the call is over')),
      );
    }
    openBundle(payload);
    return 'null';
  }

  async #answer(work: () => Promise<string>, failure: Promise<never>): Promise<[kind: number, text: string]> {
    try {
      const text = await Promise.race([work(), failure]);
      // a rejection that nobody awaits is told of at the end of the turn
      await Promise.race([this.#turn(), failure]);
      return [FRAME.result, text];
    } catch (thrown) {
      return [FRAME.error, encode(describeThrown(thrown))];
    }
  }

  /** An error that nobody awaits would be lost, or leave the call hanging until its deadline: it fails the call. */
  fail(error: unknown): void {
    this.#current?.fail(error);
  }

  readonly log: Log = (level, text) => {
    const run = this.#current;
    if (!run || run.lines > LOG_LIMITS.lines) return;
    const line = text.slice(0, LOG_LIMITS.lineCharacters);
    run.lines++;
    run.characters += line.length;
    const full = run.lines > LOG_LIMITS.lines || run.characters > LOG_LIMITS.characters;
    if (full) run.lines = LOG_LIMITS.lines + 1;
    this.#send(
      FRAME.log,
      run.call,
      full ? encode(['warn', 'further log lines are left out']) : encode([level, line]),
    );
  };
}

/**
 * The text of the result of a request `[hash, args, most bytes of the result, part, places]`: what stands at those
 * places of the arguments are hashes as well.
 */
async function invoke(payload: Buffer, log: Log): Promise<string> {
  const request = decode(payload.toString());
  if (!Array.isArray(request)) throw new Error('a request without code');
  const [hash, args, maxBytes, part, places]: unknown[] = request;
  const given = listIn(args);
  for (const place of listIn(places)) given[Number(place)] = bundleIn(given[Number(place)]);
  const value = await loadModule(bundleIn(hash), log, listIn(part).map(String))(...given);
  try {
    return encode(value, { maxBytes: Number(maxBytes) });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new Error(`the result of the code cannot be handed over: ${error.message}`);
  }
}

const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
