import { writeFileSync } from 'node:fs';
import { outerFilter } from './filter.ts';
import { demand, restrictFiles } from './landlock.ts';
import { block, cText, cTexts, filterPointer, openSystemCalls, type SystemCall } from './libc.ts';
import { CHILD_ENVIRONMENT, childWords, type Fences, type LaunchPlan, RUNTIME_MB } from './plan.ts';

const NO_NEW_PRIVILEGES = 38;
const PARENT_DEATH_SIGNAL = 1;
const SIGKILL = 9;
const PROCESS = 0;
const NICENESS = 5;
const CLOSE_ON_EXEC = 4;
const SET_MODE_FILTER = 1;
const RLIMIT = { fileSize: 1, data: 2, core: 4, openFiles: 7 };

/**
 * The first stage of a child: takes every right from its own process, then becomes the second stage by `execve`.
 * Answers only where there is nothing to exec with (no Linux): the caller then goes on unfenced.
 */
export function launch(plan: LaunchPlan): Fences {
  const call = openSystemCalls();
  if (!call) return { landlock: false, seccomp: false };
  demand('no_new_privs', call('prctl', NO_NEW_PRIVILEGES, 1, 0, 0, 0));
  dropCapabilities(call);
  // however the server ends, the child ends with it
  call('prctl', PARENT_DEATH_SIGNAL, SIGKILL, 0, 0, 0);
  // code that computes without end leaves the server its share of the processor
  call('setpriority', PROCESS, 0, NICENESS);
  preferAsVictim();
  const landlock = restrictFiles(call, plan.self);
  // all that allocates or opens comes before the filter and the limits
  const filter = filterPointer(outerFilter(process.pid));
  const limits = limitsOf(plan.memoryMb);
  const environment = cTexts(Object.entries(CHILD_ENVIRONMENT).map(([name, value]) => `${name}=${value}`));
  const executable = cText(process.execPath);
  const argv = {
    fenced: cTexts([...plan.self, ...childWords({ landlock, seccomp: true })]),
    open: cTexts([...plan.self, ...childWords({ landlock, seccomp: false })]),
  };
  closeOnExec(call);
  const seccomp = call('seccomp', SET_MODE_FILTER, 0, filter) === 0;
  // last: the running engine may already hold more than the limit, and would abort at its next allocation
  for (const [what, limit] of limits) demand(`rlimit ${what}`, call('prlimit64', 0, what, limit, 0));
  const result = call('execve', executable, seccomp ? argv.fenced : argv.open, environment);
  throw new Error(`execve failed with error ${-result}`);
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
    limit(RLIMIT.openFiles, 64),
    limit(RLIMIT.data, (RUNTIME_MB + memoryMb) * 1024 * 1024),
  ];
}

/** Whatever the server had open stays out of the child. */
function closeOnExec(call: SystemCall): void {
  if (call('close_range', 3, 0xffffffff, CLOSE_ON_EXEC) === 0) return;
  // before Linux 5.11
  for (let file = 3; file < 4096; file++) call('fcntl', file, 2, 1);
}
