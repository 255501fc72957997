import { readFileSync } from 'node:fs';
import { messageOf } from '../lib/errors.ts';
import { type Frame, FrameReader } from './frames.ts';
import type { Door, Network } from './network.ts';
import type { Exit } from './outcome.ts';
import { CHILD_ENVIRONMENT, type LaunchPlan, launchWords } from './plan.ts';

export type Channel = {
  send(frame: Buffer): void;
  /** Before anything has run in it. */
  restrict(hosts: readonly string[]): void;
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** What it has at the moment; nothing where the system does not say. */
  usage(): Usage;
  /** Resolves when the process is gone and reaped, and its last words are read. */
  ended: Promise<void>;
};

/** Bytes of a process that are in memory, and its threads. */
export type Usage = { residentBytes: number; threads: number };

export type Listener = {
  /** The most bytes that a message of this kind may have. */
  limitOf(kind: number): number;
  /** @throws whatever is wrong with the frame */
  onFrame(frame: Frame): void;
  /** The process does not keep to the protocol. */
  onBroken(why: string): void;
  onExit(exit: Exit): void;
  /** The network refused it something. */
  onRefused(what: string, at: number): void;
  /** It has all the threads that it may have, and wanted another. */
  onCrowded(): void;
};

const MOST_ERROR_OUTPUT = 256 * 1024;
const LAST_WORDS = 4000;

/** Starts a child and the pipes to it. What it writes is bounded in memory, whatever and however much it is. */
export function openChannel(plan: LaunchPlan, listener: Listener, network?: Network): Channel {
  const door = plan.isGuarded ? network?.open() : undefined;
  const child = spawn(plan, door);
  child.unref();
  door?.admit(child.pid, {
    onRefused: (what, at) => listener.onRefused(what, at),
    onCrowded: () => listener.onCrowded(),
    onLost: () => listener.onBroken('its network has no guard any more'),
  });
  void listen(child.stdout, listener);
  const ended = Promise.all([lastWords(child.stderr), child.exited]).then(([output]) => {
    network?.forget(child.pid);
    listener.onExit({ code: child.exitCode, signal: child.signalCode, output });
  });
  return {
    ended,
    restrict: (hosts) => network?.restrict(child.pid, hosts),
    signal: (signal) => child.kill(signal),
    usage: () => usageOf(child.pid),
    send(frame) {
      child.stdin.write(frame);
      // a child that is gone is noticed by its exit
      Promise.resolve(child.stdin.flush()).catch(() => undefined);
    },
  };
}

function usageOf(pid: number): Usage {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const numberOf = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return { residentBytes: numberOf('VmRSS') * 1024, threads: numberOf('Threads') };
  } catch {
    return { residentBytes: 0, threads: 0 };
  }
}

function spawn(plan: LaunchPlan, door: Door | undefined) {
  try {
    const words = launchWords({ ...plan, isGuarded: door !== undefined });
    return Bun.spawn([...plan.self, ...words], {
      // the root folder: Bun reads settings from the folder it starts in
      cwd: '/',
      env: CHILD_ENVIRONMENT,
      stdio: door ? ['pipe', 'pipe', 'pipe', door.socket] : ['pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    door?.discard();
    throw error;
  }
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
