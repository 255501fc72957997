import { messageOf } from './errors.ts';
import { FairQueue } from './fair-queue.ts';
import { atOnce, inTurns } from './in-turns.ts';
import { createReceiver, sending } from './thread-parcel.ts';

/** How a job came to no answer; `failed` is the job's own error, with its name. */
export class ThreadError extends Error {
  readonly kind: 'failed' | 'timeout' | 'cancelled' | 'died' | 'busy' | 'closed';
  constructor(kind: ThreadError['kind'], message: string, name = 'ThreadError') {
    super(message);
    this.kind = kind;
    this.name = name;
  }
}

/** A piece of our own work that takes long, for a thread beside the server's. */
export type ThreadJob = {
  name: string;
  /** What is handed over: texts and bytes cost a copy in turns, a whole text nothing, objects as much as to write them. */
  input: unknown;
  /** Whose it is: those who wait take turns. */
  key: string;
  /** How long it may take once it has begun. */
  deadlineMs: number;
  signal?: AbortSignal | undefined;
};

export type ThreadPool = {
  /** @throws ThreadError */
  run(job: ThreadJob): Promise<unknown>;
  /** How many threads there are at the moment: none while nothing is to do. */
  size(): number;
  close(): void;
};

export type ThreadOptions = {
  /** The program's file, which answers jobs where it is started as a thread (`answerJobs`). */
  entry: string;
  max?: number;
  /** How long a thread waits for its next job. */
  idleMs?: number;
  /** Jobs of one key that may wait. */
  maxWaiting?: number;
};

type Waiting = { job: ThreadJob; settle: PromiseWithResolvers<unknown> };
type Thread = {
  worker: Worker;
  /** Once it listens: what is sent before is lost. */
  isReady: boolean;
  now: Waiting | undefined;
  idle: ReturnType<typeof setTimeout> | undefined;
};

/** A pool without threads: they start with the first job, and end when there is nothing to do. */
export function createThreadPool(options: ThreadOptions): ThreadPool {
  return new Pool(options);
}

class Pool implements ThreadPool {
  readonly #options: Required<ThreadOptions>;
  readonly #threads = new Set<Thread>();
  readonly #queue = new FairQueue<Waiting>();
  readonly #waiting = new Map<string, number>();
  #closed = false;

  constructor(options: ThreadOptions) {
    this.#options = { max: 4, idleMs: 10_000, maxWaiting: 200, ...options };
  }

  size(): number {
    return this.#threads.size;
  }

  async run(job: ThreadJob): Promise<unknown> {
    if (this.#closed) throw new ThreadError('closed', 'The server stops: nothing more is begun.');
    if (job.signal?.aborted) throw cancelled();
    const waiting = this.#waiting.get(job.key) ?? 0;
    if (waiting >= this.#options.maxWaiting)
      throw new ThreadError(
        'busy',
        'Too much large data of this customer waits to be converted: try again later.',
      );
    const entry: Waiting = { job, settle: Promise.withResolvers() };
    const onAbort = () => this.#give(entry, cancelled());
    job.signal?.addEventListener('abort', onAbort, { once: true });
    this.#waiting.set(job.key, waiting + 1);
    this.#queue.add(job.key, entry);
    this.#serve();
    try {
      return await entry.settle.promise;
    } finally {
      job.signal?.removeEventListener('abort', onAbort);
    }
  }

  close(): void {
    this.#closed = true;
    for (const entry of this.#queue.takeAll())
      this.#leave(entry, new ThreadError('closed', 'The server stops.'));
    for (const thread of this.#threads) this.#end(thread, new ThreadError('closed', 'The server stops.'));
  }

  /** Ends one job wherever it stands; a thread that is at it ends with it, since nothing else can stop it. */
  #give(entry: Waiting, error: ThreadError): void {
    if (this.#queue.remove(entry.job.key, entry)) this.#leave(entry, error);
    for (const thread of this.#threads) if (thread.now === entry) this.#end(thread, error);
    this.#serve();
  }

  #leave(entry: Waiting, error: ThreadError): void {
    this.#countDown(entry.job.key);
    entry.settle.reject(error);
  }

  #countDown(key: string): void {
    const left = (this.#waiting.get(key) ?? 1) - 1;
    if (left > 0) this.#waiting.set(key, left);
    else this.#waiting.delete(key);
  }

  /** One of each key in turn; none has more than half of the threads, so that another's first job finds one. */
  #serve(): void {
    for (const key of this.#queue.keys()) {
      const own = [...this.#threads].filter((thread) => thread.now?.job.key === key).length;
      if (own >= Math.ceil(this.#options.max / 2)) continue;
      const thread = this.#free();
      if (!thread) return;
      const [entry] = this.#queue.of(key);
      if (!entry) continue;
      this.#queue.take(key, entry);
      this.#begin(thread, entry);
    }
  }

  #free(): Thread | undefined {
    for (const thread of this.#threads) if (!thread.now) return thread;
    return this.#threads.size < this.#options.max ? this.#start() : undefined;
  }

  #start(): Thread {
    const worker = new Worker(this.#options.entry, { smol: true });
    const thread: Thread = { worker, isReady: false, now: undefined, idle: undefined };
    const receive = createReceiver();
    worker.addEventListener('message', ({ data }) => {
      const answer = receive(data);
      if (answer) this.#answer(thread, answer.value);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#end(thread, new ThreadError('died', `The thread ended: ${event.message.slice(0, 300)}`));
    });
    worker.addEventListener('close', () => this.#end(thread, new ThreadError('died', 'The thread ended.')));
    worker.unref();
    this.#threads.add(thread);
    return thread;
  }

  #begin(thread: Thread, entry: Waiting): void {
    const { key, deadlineMs } = entry.job;
    this.#countDown(key);
    clearTimeout(thread.idle);
    thread.now = entry;
    const late = new ThreadError(
      'timeout',
      `This took longer than ${deadlineMs / 1000} s, which is the limit: work on less at a time.`,
    );
    const deadline = setTimeout(() => this.#give(entry, late), deadlineMs);
    entry.settle.promise.catch(() => undefined).finally(() => clearTimeout(deadline));
    if (thread.isReady) void this.#hand(thread);
  }

  async #hand(thread: Thread): Promise<void> {
    if (!thread.now) return;
    const { name, input } = thread.now.job;
    try {
      // Of a thread that ends meanwhile nothing is heard: its job has its answer.
      const post = (message: unknown, transfer: ArrayBuffer[]) =>
        thread.worker.postMessage(message, transfer);
      await inTurns(sending({ name, input }, post, PIECE));
    } catch (error) {
      // What cannot be copied is the job's fault, not the thread's.
      this.#finish(thread, (settle) => settle.reject(new ThreadError('failed', messageOf(error))));
    }
  }

  #answer(thread: Thread, answer: unknown): void {
    if (answer === READY) {
      thread.isReady = true;
      void this.#hand(thread);
      return;
    }
    this.#finish(thread, (settle) => {
      if (isAnswer(answer)) settle.resolve(answer.value);
      else settle.reject(errorOf(answer));
    });
  }

  #finish(thread: Thread, settle: (settle: PromiseWithResolvers<unknown>) => void): void {
    const { now } = thread;
    thread.now = undefined;
    thread.idle = setTimeout(() => this.#end(thread, cancelled()), this.#options.idleMs).unref();
    if (now) settle(now.settle);
    this.#serve();
  }

  #end(thread: Thread, error: ThreadError): void {
    if (!this.#threads.delete(thread)) return;
    clearTimeout(thread.idle);
    thread.worker.terminate();
    thread.now?.settle.reject(error);
    if (!this.#closed) this.#serve();
  }
}

const READY = 'ready';
/** Bytes that are copied between two turns of the server; what comes back is not put together again here. */
const PIECE = 1024 * 1024;

const cancelled = () => new ThreadError('cancelled', 'The work was cancelled.');

function isAnswer(answer: unknown): answer is { value: unknown } {
  return typeof answer === 'object' && answer !== null && 'value' in answer;
}

function errorOf(answer: unknown): ThreadError {
  const field = (name: string) => String(Reflect.get(Object(answer), name) ?? '');
  return new ThreadError('failed', field('message'), field('name'));
}

/** What a thread does all its life: one job after another, each by its name. */
export function answerJobs(jobs: Record<string, (input: unknown) => unknown>): void {
  const receive = createReceiver();
  const post = (message: unknown, transfer: ArrayBuffer[]) => postMessage(message, transfer);
  const send = (answer: unknown) => atOnce(sending(answer, post, Number.MAX_SAFE_INTEGER));
  addEventListener('message', async ({ data }: MessageEvent) => {
    const asked = receive(data);
    if (!asked) return;
    const { name, input } = Object(asked.value);
    try {
      const job = jobs[String(name)];
      if (!job) throw new Error(`there is no job ${String(name)}`);
      send({ value: await job(input) });
    } catch (error) {
      send({ message: messageOf(error), name: error instanceof Error ? error.name : 'Error' });
    }
  });
  send(READY);
}
