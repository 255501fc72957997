import { ptr } from 'bun:ffi';
import { writeFileSync } from 'node:fs';
import { outerFilter } from './filter.ts';
import { demand, restrictFiles } from './landlock.ts';
import { block, cText, cTexts, filterPointer, openSystemCalls, type SystemCall } from './libc.ts';
import {
  CHILD_ENVIRONMENT,
  childWords,
  type Fences,
  LAUNCHER_SOCKET,
  type LaunchPlan,
  RUNTIME_MB,
} from './plan.ts';

const NO_NEW_PRIVILEGES = 38;
const PARENT_DEATH_SIGNAL = 1;
const SIGKILL = 9;
const PROCESS = 0;
const NICENESS = 5;
const CLOSE_ON_EXEC = 4;
const SET_MODE_FILTER = 1;
const NEW_LISTENER = 8;
const WAIT_KILLABLE = 32;
const EINVAL = 22;
const RIGHTS = 1;
const OPEN_FILES = 128;
const RLIMIT = { fileSize: 1, data: 2, core: 4, openFiles: 7 };

/**
 * The first stage of a child: takes every right from its own process, then becomes the second stage by `execve`.
 * Answers only where there is nothing to exec with (no Linux): the caller then goes on unfenced.
 */
export function launch(plan: LaunchPlan): Fences {
  const call = openSystemCalls();
  if (!call) return { confined: true, landlock: false, seccomp: false, closed: '' };
  demand('no_new_privs', call('prctl', NO_NEW_PRIVILEGES, 1, 0, 0, 0));
  dropCapabilities(call);
  // however the server ends, the child ends with it
  call('prctl', PARENT_DEATH_SIGNAL, SIGKILL, 0, 0, 0);
  // code that computes without end leaves the server its share of the processor
  call('setpriority', PROCESS, 0, NICENESS);
  preferAsVictim();
  const landlock = restrictFiles(call, plan);
  const executable = cText(process.execPath);
  const environment = cTexts(Object.entries(CHILD_ENVIRONMENT).map(([name, value]) => `${name}=${value}`));
  closeOnExec(call);
  const filtered = setFilter(call, plan.isGuarded);
  const argv = cTexts([...plan.self, ...childWords({ confined: true, landlock, ...filtered })]);
  // last: the running engine may already hold more than the limit, and would abort at its next allocation
  for (const [what, limit] of limitsOf(plan.memoryMb))
    demand(`rlimit ${what}`, call('prlimit64', 0, what, limit, 0));
  const result = call('execve', executable, argv, environment);
  throw new Error(`execve failed with error ${-result}`);
}

/** With the guard where one waits and the kernel has listeners, else without any network. */
function setFilter(call: SystemCall, isGuarded: boolean): Pick<Fences, 'seccomp' | 'closed'> {
  const listener = isGuarded ? newListener(call) : undefined;
  if (listener !== undefined && listener >= 0) {
    handOver(call, listener);
    return { seccomp: true, closed: '' };
  }
  const filter = filterPointer(outerFilter(process.pid, { guarded: false }));
  const seccomp = call('seccomp', SET_MODE_FILTER, 0, filter) === 0;
  if (listener === undefined) return { seccomp, closed: 'no guard was started' };
  return { seccomp, closed: `the kernel gives no listener for connects (error ${-listener})` };
}

/** The file on which the guard is asked, or a negative error: 16 below a supervisor that has one of its own. */
function newListener(call: SystemCall): number {
  const filter = filterPointer(outerFilter(process.pid, { guarded: true }));
  const listener = call('seccomp', SET_MODE_FILTER, NEW_LISTENER | WAIT_KILLABLE, filter);
  // before Linux 5.19
  return listener === -EINVAL ? call('seccomp', SET_MODE_FILTER, NEW_LISTENER, filter) : listener;
}

/** Waits until the guard has it. @throws when there is no guard any more: connects would be asked of nobody */
function handOver(call: SystemCall, listener: number): void {
  const byte = block(1);
  const vector = new BigUint64Array([BigInt(ptr(byte)), 1n]);
  const control = block(24);
  control.writeBigUInt64LE(20n, 0);
  control.writeInt32LE(1, 8);
  control.writeInt32LE(RIGHTS, 12);
  control.writeInt32LE(listener, 16);
  const header = new BigUint64Array([0n, 0n, BigInt(ptr(vector)), 1n, BigInt(ptr(control)), 24n, 0n]);
  demand('handing over the listener', call('sendmsg', LAUNCHER_SOCKET, header, 0));
  if (call('read', LAUNCHER_SOCKET, byte, 1) !== 1) throw new Error('the guard has not answered');
}

function dropCapabilities(call: SystemCall): void {
  const header = block(8);
  header.writeUInt32LE(0x20080522, 0);
  demand('capset', call('capset', header, block(24)));
}

/** When memory runs out, the kernel takes a child and not the server. */
function preferAsVictim(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // a system that does not let us: only the order of victims is worse
  }
}

function limitsOf(memoryMb: number): [resource: number, limit: BigUint64Array][] {
  const limit = (resource: number, value: number): [number, BigUint64Array] => [
    resource,
    new BigUint64Array([BigInt(value), BigInt(value)]),
  ];
  return [
    limit(RLIMIT.fileSize, 0),
    limit(RLIMIT.core, 0),
    limit(RLIMIT.openFiles, OPEN_FILES),
    limit(RLIMIT.data, (RUNTIME_MB + memoryMb) * 1024 * 1024),
  ];
}

/** Whatever the server had open stays out of the child. */
function closeOnExec(call: SystemCall): void {
  if (call('close_range', 3, 0xffffffff, CLOSE_ON_EXEC) === 0) return;
  // before Linux 5.11
  for (let file = 3; file < 4096; file++) call('fcntl', file, 2, 1);
}
