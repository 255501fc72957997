import { decode, jsonDepthExceeds } from '../lib/wire.ts';
import { FRAME, type Frame, FrameReader, frameOf } from './frames.ts';
import { codeError, confinementOf, exitMessage, startMessage, timeoutError } from './outcome.ts';
import { CHILD_ENVIRONMENT, type Confinement, type LaunchPlan, LOG_LIMITS, launchWords } from './plan.ts';
import { SandboxError } from './sandbox-error.ts';

/** One run of a module text. */
export type Call = {
  /** the request as it crosses: `[source, args, most bytes of the result]` */
  request: string;
  deadlineMs: number;
  signal?: AbortSignal | undefined;
  onLog?: ((level: string, text: string) => void) | undefined;
};

export type ProcessPlan = LaunchPlan & { maxValueBytes: number };

const START_LIMIT_MS = 20_000;
const MOST_ERROR_OUTPUT = 256 * 1024;
/** Typed forms nest a little deeper than the value they stand for. */
const MOST_DEPTH = 1100;

type Running = {
  id: number;
  call: Call;
  resolve: (value: unknown) => void;
  reject: (error: SandboxError) => void;
  logFrames: number;
};

/** One child process, as the server sees it: everything that comes out of it is untrusted. */
export class SandboxProcess {
  readonly ready: Promise<Confinement>;
  readonly ended: Promise<void>;
  readonly #plan: ProcessPlan;
  readonly #process;
  readonly #reader: FrameReader;
  #running: Running | undefined;
  #calls = 0;
  #alive = true;
  #started = false;
  #errorOutput = '';
  #announce: (confinement: Confinement) => void = () => undefined;
  #abandon: (error: SandboxError) => void = () => undefined;

  constructor(plan: ProcessPlan) {
    this.#plan = plan;
    this.#reader = new FrameReader((kind) => this.#limitOf(kind));
    this.ready = new Promise((resolve, reject) => {
      this.#announce = resolve;
      this.#abandon = reject;
    });
    // whoever waits for it is told; nobody has to
    this.ready.catch(() => undefined);
    // the root folder: Bun reads settings from the folder it starts in
    this.#process = Bun.spawn([...plan.self, ...launchWords(plan)], {
      cwd: '/',
      env: CHILD_ENVIRONMENT,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#process.unref();
    const start = setTimeout(() => this.kill('it did not start in time'), START_LIMIT_MS);
    this.ready.finally(() => clearTimeout(start)).catch(() => undefined);
    // the last words tell why, so they are read to their end before the exit counts
    this.ended = Promise.all([this.#process.exited, this.#readErrors()]).then(() => this.#onExit());
    void this.#listen();
  }

  get alive(): boolean {
    return this.#alive;
  }

  async run(call: Call): Promise<unknown> {
    await this.ready;
    if (call.signal?.aborted) throw new SandboxError('aborted', 'the run was cancelled');
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const running: Running = { id: ++this.#calls, call, resolve, reject, logFrames: 0 };
    this.#running = running;
    const deadline = setTimeout(() => this.#end(timeoutError(call.deadlineMs)), call.deadlineMs);
    const onAbort = () => this.#end(new SandboxError('aborted', 'the run was cancelled'));
    call.signal?.addEventListener('abort', onAbort);
    try {
      this.#send(frameOf(FRAME.run, running.id, call.request));
      return await promise;
    } finally {
      clearTimeout(deadline);
      call.signal?.removeEventListener('abort', onAbort);
      this.#running = undefined;
    }
  }

  kill(why = 'it was ended'): void {
    this.#end(new SandboxError('died', `the process of the code ended: ${why}`));
  }

  #end(error: SandboxError): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#process.kill('SIGKILL');
    this.#running?.reject(error);
    this.#abandon(error);
  }

  #send(frame: Buffer): void {
    if (!this.#alive) throw new SandboxError('died', 'the process of the code had ended');
    this.#process.stdin.write(frame);
    // a child that is gone is noticed by its exit
    Promise.resolve(this.#process.stdin.flush()).catch(() => undefined);
  }

  #limitOf(kind: number): number {
    if (kind === FRAME.result) return this.#plan.maxValueBytes;
    return kind === FRAME.log ? 2 * LOG_LIMITS.lineCharacters * 3 : 256 * 1024;
  }

  async #listen(): Promise<void> {
    try {
      for await (const chunk of this.#process.stdout) {
        if (!this.#alive) return;
        for (const frame of this.#reader.read(chunk)) this.#onFrame(frame);
      }
    } catch (error) {
      this.kill(`it broke the protocol (${error instanceof Error ? error.message : 'unknown'})`);
    }
  }

  /** @throws whatever is wrong with the frame */
  #onFrame({ kind, call, payload }: Frame): void {
    const text = payload.toString();
    if (jsonDepthExceeds(text, MOST_DEPTH)) throw new Error('a message that nests too deeply');
    if (kind === FRAME.ready && !this.#started) this.#onReady(confinementOf(decode(text)));
    // what a call that has ended still says is not heard
    else if (this.#running?.id === call) this.#onAnswer(this.#running, kind, decode(text));
  }

  #onReady(confinement: Confinement): void {
    this.#started = true;
    this.#announce(confinement);
  }

  #onAnswer(running: Running, kind: number, message: unknown): void {
    if (kind === FRAME.log) this.#onLog(running, message);
    else if (kind === FRAME.result) running.resolve(message);
    else if (kind === FRAME.error) running.reject(codeError(message));
    else throw new Error(`a message of unknown kind ${kind}`);
  }

  #onLog(running: Running, line: unknown): void {
    if (++running.logFrames > LOG_LIMITS.lines + 1) throw new Error('more log lines than allowed');
    if (!Array.isArray(line)) throw new Error('a log line without text');
    running.call.onLog?.(String(line[0]), String(line[1]));
  }

  async #readErrors(): Promise<void> {
    let read = 0;
    const decoder = new TextDecoder();
    try {
      for await (const chunk of this.#process.stderr) {
        read += chunk.length;
        this.#errorOutput = (this.#errorOutput + decoder.decode(chunk, { stream: true })).slice(-4000);
        // the pipe is closed on a child that writes without end
        if (read > MOST_ERROR_OUTPUT) return;
      }
    } catch {
      // only the reason of an exit is lost
    }
  }

  #onExit(): void {
    const { exitCode: code, signalCode: signal } = this.#process;
    const exit = { code, signal, output: this.#errorOutput };
    const message = this.#started ? exitMessage(exit, this.#plan.memoryMb) : startMessage(exit);
    this.#end(new SandboxError('died', message));
  }
}
