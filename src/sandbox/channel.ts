import { messageOf } from '../lib/errors.ts';
import { type Frame, FrameReader } from './frames.ts';
import type { Exit } from './outcome.ts';
import { CHILD_ENVIRONMENT, type LaunchPlan, launchWords } from './plan.ts';

export type Channel = {
  send(frame: Buffer): void;
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Resolves when the process is gone and reaped, and its last words are read. */
  ended: Promise<void>;
};

export type Listener = {
  /** The most bytes that a message of this kind may have. */
  limitOf(kind: number): number;
  /** @throws whatever is wrong with the frame */
  onFrame(frame: Frame): void;
  /** The process does not keep to the protocol. */
  onBroken(why: string): void;
  onExit(exit: Exit): void;
};

const MOST_ERROR_OUTPUT = 256 * 1024;
const LAST_WORDS = 4000;

/** Starts a child and the pipes to it. What it writes is bounded in memory, whatever and however much it is. */
export function openChannel(plan: LaunchPlan, listener: Listener): Channel {
  // the root folder: Bun reads settings from the folder it starts in
  const child = Bun.spawn([...plan.self, ...launchWords(plan)], {
    cwd: '/',
    env: CHILD_ENVIRONMENT,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.unref();
  void listen(child.stdout, listener);
  const ended = Promise.all([lastWords(child.stderr), child.exited]).then(([output]) =>
    listener.onExit({ code: child.exitCode, signal: child.signalCode, output }),
  );
  return {
    ended,
    signal: (signal) => child.kill(signal),
    send(frame) {
      child.stdin.write(frame);
      // a child that is gone is noticed by its exit
      Promise.resolve(child.stdin.flush()).catch(() => undefined);
    },
  };
}

async function listen(output: ReadableStream<Uint8Array>, listener: Listener): Promise<void> {
  const reader = new FrameReader((kind) => listener.limitOf(kind));
  try {
    for await (const chunk of output) {
      for (const frame of reader.read(chunk)) listener.onFrame(frame);
      // a child that writes without end gets one turn among the others
      await new Promise(setImmediate);
    }
  } catch (error) {
    listener.onBroken(messageOf(error));
  }
}

async function lastWords(output: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let read = 0;
  let words = '';
  try {
    for await (const chunk of output) {
      read += chunk.length;
      words = (words + decoder.decode(chunk, { stream: true })).slice(-LAST_WORDS);
      // leaving closes the pipe on a child that writes without end
      if (read > MOST_ERROR_OUTPUT) break;
    }
  } catch {
    // only the reason of an exit is lost
  }
  return words;
}
