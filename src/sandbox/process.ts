import { MB } from '../lib/bytes.ts';
import { encode } from '../lib/wire.ts';
import { type Bundle, type BundleReference, LoadedBundles } from './bundle.ts';
import { type Channel, type Listener, openChannel } from './channel.ts';
import { describeThrown } from './describe.ts';
import { FRAME, type Frame, frameOf, messageIn } from './frames.ts';
import type { Network } from './network.ts';
import {
  codeError,
  confinementOf,
  type Exit,
  exitMessage,
  isOutOfMemory,
  loadError,
  memoryError,
  startMessage,
  threadsError,
  timeoutError,
} from './outcome.ts';
import {
  type Confinement,
  type LaunchPlan,
  LOG_LIMITS,
  MOST_THREADS,
  REQUEST_LIMITS,
  RESIDENT_MB,
} from './plan.ts';
import { Refusals } from './refusals.ts';
import { cancelled, SandboxError, type SandboxReason } from './sandbox-error.ts';

/** One run of a part of a module or of a bundle, or the opening of a bundle. */
export type Call = {
  kind: typeof FRAME.run | typeof FRAME.open | typeof FRAME.call;
  /** The request as it crosses (`child.ts`), and the texts that it names by their hashes. */
  request: string;
  bundles: readonly Bundle[];
  deadlineMs: number;
  signal?: AbortSignal | undefined;
  onLog?: ((level: string, text: string) => void) | undefined;
  /** Answers what a bundle asks for while it runs. */
  onRequest?: ((request: unknown) => Promise<RequestAnswer>) | undefined;
};

/** What a bundle is answered, and what has become of the states meanwhile. */
export type RequestAnswer = { answer: unknown; changes: unknown };

export type ProcessPlan = LaunchPlan & {
  maxValueBytes: number;
  /** A process that has done so much is replaced, whatever has gathered in it. */
  maxCalls: number;
};

type Running = {
  id: number;
  call: Call;
  settle: PromiseWithResolvers<unknown>;
  isSettled: boolean;
  logLines: number;
  refusals: Refusals;
  requests: { all: number; open: number };
};

/** The call that it belongs to has been measured. */
const UNLIMITED = { maxBytes: Number.POSITIVE_INFINITY };
/** Why a bundle itself is at fault that it cannot be opened. */
const OF_BUNDLE: readonly SandboxReason[] = ['code', 'timeout', 'died'];
/** Of a machine that is busy with much else: what is this slow fails nobody yet. */
const START_LIMIT_MS = 60_000;
/** Long enough to collect garbage, too short to work on something of its own. */
const REST_AFTER_MS = 1000;
const WEIGH_MS = 500;
/** A UTF-16 unit takes at most six bytes as JSON text. */
const LOG_BYTES = 6 * LOG_LIMITS.lineCharacters + 1000;

/** One child process as the server sees it: everything that comes out of it is untrusted. */
export class SandboxProcess {
  readonly #plan: ProcessPlan;
  readonly #channel: Channel;
  readonly #start = Promise.withResolvers<Confinement>();
  #started = false;
  #alive = true;
  readonly #bundles = new LoadedBundles();
  #running: Running | undefined;
  #calls = 0;
  #hasLeftovers = false;
  #opened: string | undefined;
  #isSpoiled = false;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(plan: ProcessPlan, network?: Network) {
    this.#plan = plan;
    const listener: Listener = {
      limitOf: (kind) => this.#limitOf(kind),
      onFrame: (frame) => this.#onFrame(frame),
      onBroken: (why) => this.kill(`it broke the protocol (${why})`),
      onExit: (exit) => this.#onExit(exit),
      onRefused: (what, at) => this.#running?.refusals.note(what, at),
      onCrowded: () => this.#end(threadsError()),
    };
    this.#channel = openChannel(plan, listener, network);
    const limit = setTimeout(() => this.kill('it did not start in time'), START_LIMIT_MS);
    // whoever waits for the start is told of its failure; nobody has to
    this.ready.catch(() => undefined).finally(() => clearTimeout(limit));
  }

  get ready(): Promise<Confinement> {
    return this.#start.promise;
  }

  get ended(): Promise<void> {
    return this.#channel.ended;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** From now on it reaches these hosts alone; before anything has run in it. */
  restrict(hosts: readonly string[]): void {
    this.#channel.restrict(hosts);
  }

  /** Whether another call has to have another child: this one has done enough, or is not as it was. */
  get isSpent(): boolean {
    // what timers and threads that a call left behind do would be taken for the doing of the next one
    return this.#hasLeftovers || this.#isSpoiled || this.#calls >= this.#plan.maxCalls;
  }

  /** Evaluates a bundle, unless it has been. @throws SandboxError */
  async open(
    { hash, source }: BundleReference,
    call: Pick<Call, 'deadlineMs' | 'signal' | 'onLog'>,
  ): Promise<void> {
    if (this.#opened === hash) return;
    try {
      const request = encode([hash, await source()], UNLIMITED);
      await this.run({ ...call, kind: FRAME.open, request, bundles: [] });
      this.#opened = hash;
    } catch (error) {
      if (!(error instanceof SandboxError) || !OF_BUNDLE.includes(error.reason)) throw error;
      this.#isSpoiled = true;
      throw loadError(error);
    }
  }

  async run(call: Call): Promise<unknown> {
    this.#wake();
    await this.ready;
    if (call.signal?.aborted) throw cancelled();
    const settle = Promise.withResolvers<unknown>();
    const running: Running = {
      ...{ id: ++this.#calls, call, settle, isSettled: false, logLines: 0 },
      ...{ requests: { all: 0, open: 0 }, refusals: new Refusals() },
    };
    this.#running = running;
    const deadline = setTimeout(() => this.#end(timeoutError(call.deadlineMs)), call.deadlineMs);
    const weighing = setInterval(() => this.#weigh(), WEIGH_MS);
    const onAbort = () => this.#end(cancelled());
    call.signal?.addEventListener('abort', onAbort);
    try {
      if (!this.#alive) throw new SandboxError('gone', 'the process of the code had ended');
      this.#load(call.bundles);
      this.#channel.send(frameOf(call.kind, running.id, call.request));
      return await running.settle.promise;
    } finally {
      clearTimeout(deadline);
      clearInterval(weighing);
      call.signal?.removeEventListener('abort', onAbort);
      this.#running = undefined;
      this.#restSoon();
    }
  }

  /** Ends what holds more than it may by ways that the limits of the process do not count. */
  #weigh(): void {
    const { memoryMb } = this.#plan;
    const { residentBytes, threads } = this.#channel.usage();
    if (residentBytes > (RESIDENT_MB + memoryMb) * MB) this.#end(memoryError(memoryMb));
    if (threads > MOST_THREADS) this.#end(threadsError());
  }

  /** A child is sent a text once, whatever its calls name. */
  #load(bundles: readonly Bundle[]): void {
    const { missing, forgotten } = this.#bundles.load(bundles);
    for (const { hash, source } of missing)
      this.#channel.send(frameOf(FRAME.load, 0, encode([hash, source, forgotten], UNLIMITED)));
  }

  kill(why: string): void {
    this.#end(new SandboxError('died', `the process of the code was ended: ${why}`));
  }

  #end(error: SandboxError): void {
    if (!this.#alive) return;
    this.#alive = false;
    clearTimeout(this.#rest);
    this.#channel.signal('SIGKILL');
    this.#running?.settle.reject(error);
    this.#start.reject(error);
  }

  /** Timers and loops that a call left behind get no processor time between calls. */
  #restSoon(): void {
    if (!this.#alive) return;
    this.#rest = setTimeout(() => this.#channel.signal('SIGSTOP'), REST_AFTER_MS).unref();
  }

  #wake(): void {
    if (!this.#rest || !this.#alive) return;
    clearTimeout(this.#rest);
    this.#channel.signal('SIGCONT');
  }

  #limitOf(kind: number): number {
    if (kind === FRAME.result || kind === FRAME.request) return this.#plan.maxValueBytes;
    return kind === FRAME.log ? LOG_BYTES : 256 * 1024;
  }

  #onFrame({ kind, call, payload }: Frame): void {
    // what is still in the pipe of a child that was ended
    if (!this.#alive) return;
    if (kind === FRAME.ready && !this.#started) this.#onReady(confinementOf(messageIn(payload)));
    else if (this.#running?.id !== call || this.#running.isSettled)
      throw new Error('a message that belongs to no call');
    else this.#onAnswer(this.#running, kind, messageIn(payload));
  }

  #onReady(confinement: Confinement): void {
    this.#started = true;
    this.#start.resolve(confinement);
  }

  #onAnswer(running: Running, kind: number, message: unknown): void {
    if (kind === FRAME.log) this.#onLog(running, message);
    else if (kind === FRAME.request) this.#onRequest(running, message);
    else if (kind === FRAME.leftovers && !this.#hasLeftovers) this.#hasLeftovers = true;
    else this.#onEnd(running, kind, message);
  }

  #onEnd(running: Running, kind: number, message: unknown): void {
    running.isSettled = true;
    if (kind === FRAME.result) running.settle.resolve(message);
    else if (kind === FRAME.error) void this.#onError(running, message);
    else throw new Error(`a message of unknown kind ${kind}`);
  }

  #onLog(running: Running, line: unknown): void {
    if (++running.logLines > LOG_LIMITS.lines + 1) throw new Error('more log lines than allowed');
    if (!Array.isArray(line)) throw new Error('a log line without text');
    running.call.onLog?.(String(line[0]), String(line[1]));
  }

  #onRequest(running: Running, message: unknown): void {
    const { requests, call } = running;
    const [number, request]: unknown[] = Array.isArray(message) ? message : [];
    requests.all += 1;
    requests.open += 1;
    if (!call.onRequest || requests.all > REQUEST_LIMITS.all || requests.open > REQUEST_LIMITS.atOnce)
      throw new Error('more calls of other components than allowed');
    const answered = call.onRequest(request).then(
      ({ answer, changes }) => this.#written([number, true, answer, changes]),
      (error: unknown) => this.#written([number, false, describeThrown(error)]),
    );
    void answered.then((text) => {
      requests.open -= 1;
      if (this.#alive && this.#running === running)
        this.#channel.send(frameOf(FRAME.answer, running.id, text));
    });
  }

  /** An answer that cannot be written is an answer as well. */
  #written(message: readonly unknown[]): string {
    try {
      return encode(message, { maxBytes: this.#plan.maxValueBytes });
    } catch (error) {
      return encode([message[0], false, describeThrown(error)]);
    }
  }

  async #onError(running: Running, message: unknown): Promise<void> {
    // what the guard has told before is heard by then
    await new Promise(setImmediate);
    const error = codeError(message, running.refusals.list());
    // an engine that ran out of memory once may crash at any later allocation
    if (isOutOfMemory(error)) this.#end(memoryError(this.#plan.memoryMb));
    else running.settle.reject(error);
  }

  #onExit(exit: Exit): void {
    const message = this.#started ? exitMessage(exit, this.#plan.memoryMb) : startMessage(exit);
    this.#end(new SandboxError('died', message));
  }
}
