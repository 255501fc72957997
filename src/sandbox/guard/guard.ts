import { NOT_AMONG_HOSTS, ReachableAddresses, SocketRules } from '../../lib/egress-sockets.ts';
import { now } from '../../lib/time.ts';
import { openSystemCalls } from '../libc.ts';
import { MOST_THREADS } from '../plan.ts';
import { callNumber } from '../syscalls.ts';
import { Allowance } from './allowance.ts';
import { ERROR, EVENT, Kernel, NON_BLOCKING, type Notification } from './kernel.ts';
import {
  type GuardCommand,
  type GuardPlan,
  type GuardReport,
  readCommand,
  readGuardPlan,
} from './messages.ts';
import { flagsOf, threadsOf } from './proc.ts';
import { loopbackAddress, readSocketAddress, type SocketAddress } from './socket-address.ts';

const CONNECT_MS = 10_000;
const NAME_SERVER_PORT = 53;
/** Seconds of connects that may come at once. */
const BURST_SECONDS = 10;
/** Refusals of one child that are told at once, and again each second: all it takes to explain the failure of a call. */
const MOST_TOLD = 20;
/** Its input and its outputs are sockets too. */
const LAST_STANDARD_FILE = 2;
const LONGEST_ADDRESS = 128;

type Child = {
  pid: number;
  /** The listener of its filter, once the launcher has handed it over. */
  listener: number;
  connects: Allowance;
  told: Allowance;
  /** What it reaches, where that is less than what all may. */
  only: ReachableAddresses | undefined;
  /** When it may connect again; its calls wait so long in the kernel. */
  pausedUntil: number | undefined;
};

/** A connect of a caller that waits for it, while we go on with others. */
type Waiting = { child: Child; notification: Notification; own: number; flags: number; until: number };

/**
 * The life of the guard's thread: answers each connect of each child, until the server closes its end of the commands.
 * It never lets the kernel go on with a connect of the child's: what the child's memory says may have changed by then.
 */
export function serveGuard([commands = '', plan = '']: string[]): void {
  const call = openSystemCalls();
  if (!call) throw new Error('there is no guard on this system');
  new Guard(new Kernel(call), Number(commands), readGuardPlan(plan)).run();
}

class Guard {
  readonly #kernel: Kernel;
  readonly #commands: number;
  readonly #plan: GuardPlan;
  readonly #rules: SocketRules;
  readonly #children = new Map<number, Child>();
  readonly #handovers = new Map<number, Child>();
  readonly #listeners = new Map<number, Child>();
  readonly #waiting = new Map<number, Waiting>();

  constructor(kernel: Kernel, commands: number, plan: GuardPlan) {
    this.#kernel = kernel;
    this.#commands = commands;
    this.#plan = plan;
    this.#rules = new SocketRules(plan.allow);
  }

  run(): void {
    this.#kernel.watch(this.#commands, EVENT.input);
    try {
      while (this.#turn());
    } finally {
      // closed listeners fail their children's connects; open ones that nobody reads would hold them for ever
      for (const file of [this.#handovers, this.#listeners, this.#waiting].flatMap((files) => [
        ...files.keys(),
      ]))
        this.#kernel.close(file);
      this.#kernel.close(this.#commands);
      this.#kernel.end();
    }
  }

  #turn(): boolean {
    const ready = this.#kernel.wait(this.#milliseconds());
    // first, and also where it is not among the files that are ready: what a child may reach is said before it asks
    if (!this.#readCommands()) return false;
    for (const { file, events } of ready) this.#serve(file, events);
    this.#serveDue(performance.now());
    return true;
  }

  /** Until the next thing is due; -1 for never. */
  #milliseconds(): number {
    const dues = [
      ...[...this.#waiting.values()].map(({ until }) => until),
      ...[...this.#listeners.values()].flatMap(({ pausedUntil }) => pausedUntil ?? []),
    ];
    return dues.length === 0 ? -1 : Math.max(0, Math.ceil(Math.min(...dues) - performance.now()));
  }

  #serve(file: number, events: number): void {
    const waiting = this.#waiting.get(file);
    const handover = this.#handovers.get(file);
    const child = this.#listeners.get(file);
    if (waiting) this.#finish(waiting, this.#kernel.outcome(waiting.own));
    else if (handover) this.#takeOver(file, handover);
    else if (child && events & EVENT.input) this.#listen(child);
    // the last thread of the child is gone
    else if (child) this.#forget(child);
  }

  #serveDue(now: number): void {
    for (const waiting of this.#waiting.values())
      if (waiting.until <= now) this.#finish(waiting, ERROR.ETIMEDOUT);
    for (const child of this.#listeners.values()) {
      if (child.pausedUntil === undefined || child.pausedUntil > now) continue;
      child.pausedUntil = undefined;
      this.#kernel.watchFor(child.listener, EVENT.input);
    }
  }

  /** Answers false once the server has closed its end. */
  #readCommands(): boolean {
    for (;;) {
      const text = this.#kernel.receive(this.#commands);
      if (text === undefined) return true;
      if (text === '') return false;
      const command = readCommand(text);
      if (command) this.#obey(command);
    }
  }

  #obey(command: GuardCommand): void {
    if ('socket' in command) this.#expect(command.pid, command.socket);
    else if ('opened' in command) this.#rules.open(command.opened);
    else if ('restricted' in command) this.#restrict(command.restricted);
    else if (command.isLasting) this.#children.get(command.of)?.only?.allow(command.reaches);
    else this.#children.get(command.of)?.only?.open(command.reaches);
  }

  #restrict(pid: number): void {
    const child = this.#children.get(pid);
    if (child) child.only = new ReachableAddresses();
  }

  #expect(pid: number, socket: number): void {
    const { connectsPerSecond } = this.#plan;
    const connects = new Allowance(connectsPerSecond * BURST_SECONDS, connectsPerSecond);
    const told = new Allowance(MOST_TOLD, MOST_TOLD);
    const child = { pid, listener: -1, connects, told, only: undefined, pausedUntil: undefined };
    this.#children.set(pid, child);
    this.#handovers.set(socket, child);
    this.#kernel.watch(socket, EVENT.input);
  }

  /** The launcher waits until we have its listener: from then on nothing that the child connects to goes unasked. */
  #takeOver(socket: number, child: Child): void {
    const listener = this.#kernel.receiveFile(socket);
    if (listener !== undefined) {
      child.listener = listener;
      this.#listeners.set(listener, child);
      this.#kernel.watch(listener, EVENT.input);
      this.#kernel.acknowledge(socket);
    } else this.#leave(child);
    this.#handovers.delete(socket);
    this.#kernel.unwatch(socket);
    this.#kernel.close(socket);
  }

  #forget(child: Child): void {
    for (const waiting of this.#waiting.values()) if (waiting.child === child) this.#drop(waiting);
    this.#leave(child);
    this.#listeners.delete(child.listener);
    this.#kernel.unwatch(child.listener);
    this.#kernel.close(child.listener);
  }

  /** Another child may have its number by now. */
  #leave(child: Child): void {
    if (this.#children.get(child.pid) === child) this.#children.delete(child.pid);
  }

  #listen(child: Child): void {
    const pause = child.connects.take();
    if (pause > 0) {
      child.pausedUntil = performance.now() + pause;
      this.#kernel.watchFor(child.listener, 0);
      return;
    }
    const notification = this.#kernel.notification(child.listener);
    if (!notification) return;
    const isThread = notification.call === callNumber('clone');
    const error = isThread ? this.#count(child, notification) : this.#decide(child, notification);
    if (error !== undefined) this.#kernel.answer(child.listener, notification.id, error);
  }

  /** The filter has seen that it is a thread of the child's own that is to begin. */
  #count({ pid, listener, told }: Child, { id }: Notification): number | undefined {
    if (threadsOf(pid) < MOST_THREADS) return void this.#kernel.goOn(listener, id);
    if (told.take() === 0) tell({ kind: 'crowded', pid });
    return ERROR.EAGAIN;
  }

  /** The error that the caller gets, 0 for none; undefined when it is answered later or has gone. Whatever goes wrong here refuses. */
  #decide(child: Child, notification: Notification): number | undefined {
    try {
      return this.#connect(child, notification);
    } catch {
      return ERROR.EACCES;
    }
  }

  #connect(child: Child, notification: Notification): number | undefined {
    const { id, file, address, length } = notification;
    if (length < 2) return ERROR.EINVAL;
    const size = Math.min(length, LONGEST_ADDRESS);
    const copy = this.#kernel.copyFrom(child.pid, address, size);
    if (!copy) return ERROR.EFAULT;
    if (!this.#kernel.isWaiting(child.listener, id)) return undefined;
    const asked = readSocketAddress(copy, size);
    if (!asked) return ERROR.EAFNOSUPPORT;
    if (file <= LAST_STANDARD_FILE) return ERROR.EACCES;
    const flags = flagsOf(child.pid, file);
    if (flags === undefined) return ERROR.ENOTSOCK;
    // whichever name server the child's libraries have found, ours answers
    const isQuestion = asked.port === NAME_SERVER_PORT;
    const target = isQuestion ? loopbackAddress(this.#plan.nameServerPort) : asked;
    const refusal = isQuestion ? undefined : this.#refusal(child, asked);
    if (refusal !== undefined) return this.#refuse(child, asked, refusal);
    const own = this.#kernel.openSocket(target.family);
    if (own < 0) return -own;
    const result = this.#kernel.connect(own, target);
    if (isQuestion) tell({ kind: 'asks', pid: child.pid, port: this.#kernel.ownPort(own) });
    const isUnderWay = result === -ERROR.EINPROGRESS;
    if (!isUnderWay || flags & NON_BLOCKING) return this.#handBack(child, notification, own, flags, -result);
    this.#waiting.set(own, { child, notification, own, flags, until: performance.now() + CONNECT_MS });
    this.#kernel.watch(own, EVENT.output);
    return undefined;
  }

  /** An address that a name has led to may have been opened since the commands were last read. */
  #refusal(child: Child, { address, port }: SocketAddress): string | undefined {
    const refusal = () => this.#rules.refusal(address, port) ?? refusalOf(child, address, port);
    if (refusal() === undefined) return undefined;
    this.#readCommands();
    return refusal();
  }

  #refuse({ pid, told }: Child, { address, port }: SocketAddress, why: string): number {
    const place = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
    if (told.take() === 0) {
      const what = `egress refused ${place}: ${why}`;
      tell({ kind: 'refused', pid, what, at: now() });
    }
    return ERROR.EACCES;
  }

  #handBack(child: Child, notification: Notification, own: number, flags: number, error: number): number {
    const isThere = error === 0 || error === ERROR.EINPROGRESS;
    const result = isThere ? this.#kernel.replace(child.listener, notification, own, flags) : 0;
    this.#kernel.close(own);
    return result < 0 ? -result : error;
  }

  #finish(waiting: Waiting, error: number): void {
    const { child, notification, own, flags } = waiting;
    this.#waiting.delete(own);
    this.#kernel.unwatch(own);
    const result = this.#handBack(child, notification, own, flags, error);
    this.#kernel.answer(child.listener, notification.id, result);
  }

  #drop({ own }: Waiting): void {
    this.#waiting.delete(own);
    this.#kernel.unwatch(own);
    this.#kernel.close(own);
  }
}

function refusalOf({ only }: Child, address: string, port: number): string | undefined {
  return only === undefined || only.has(address, port) ? undefined : NOT_AMONG_HOSTS;
}

const tell = (report: GuardReport) => postMessage(report);
