/** The internal words of the command line by which this program starts itself. */
export const LAUNCH_WORD = 'sandbox-launch';
export const CHILD_WORD = 'sandbox-child';
export const GUARD_WORD = 'sandbox-guard';

/** `required` runs nothing that is not fully confined, `auto` confines as this machine allows, `off` is for tests. */
export type SandboxMode = 'required' | 'auto' | 'off';

/**
 * What the launcher is told: how this very program is started, how much memory foreign code may use, what is put around
 * it, and whether a guard waits at the socket `LAUNCHER_SOCKET` to answer its connects.
 */
export type LaunchPlan = { self: string[]; memoryMb: number; isConfined: boolean; isGuarded: boolean };

/** The launcher's end of the socket through which the guard gets its listener. */
export const LAUNCHER_SOCKET = 3;

/** What the launcher could put around the child; `closed` says why it has no network. */
export type Fences = { confined: boolean; landlock: boolean; seccomp: boolean; closed: string };

export const UNCONFINED: Fences = { confined: false, landlock: false, seccomp: false, closed: '' };

export const launchWords = ({ self, memoryMb, isConfined, isGuarded }: LaunchPlan) => [
  LAUNCH_WORD,
  String(memoryMb),
  `${isConfined ? 'confined' : ''}+${isGuarded ? 'guarded' : ''}`,
  ...self,
];
export const childWords = ({ confined, landlock, seccomp, closed }: Fences) => [
  CHILD_WORD,
  `${confined ? 'confined' : ''}+${landlock ? 'landlock' : ''}+${seccomp ? 'seccomp' : ''}`,
  closed,
];

export function readPlan([memoryMb, around = '', ...self]: string[]): LaunchPlan {
  const isConfined = around.includes('confined');
  return { self, memoryMb: Number(memoryMb), isConfined, isGuarded: around.includes('guarded') };
}

export function readFences([text = '', closed = '']: string[]): Fences {
  const [confined, landlock, seccomp] = text.split('+').map((word) => word !== '');
  return { confined: confined === true, landlock: landlock === true, seccomp: seccomp === true, closed };
}

/** What foreign code is held by on this machine, and what it reaches, for the people who run it. */
export type Confinement = {
  level: 'full' | 'partial' | 'none';
  reason: string;
  /** `guarded`: each connect is answered by the guard. `closed`: there is no network. `open`: nobody looks. */
  network: 'guarded' | 'closed' | 'open';
  /** Why it is not `guarded`. */
  networkReason: string;
};

/**
 * All that a child's environment holds. The engine reserves 6 GB of address space that RLIMIT_DATA counts; below about
 * 4 GB it silently runs without its compiler, 20 times slower. These bring the reservation down to RUNTIME_MB.
 */
export const CHILD_ENVIRONMENT = {
  BUN_JSC_jitMemoryReservationSize: '134217728',
  BUN_JSC_structureHeapSizeInKB: '262144',
  MIMALLOC_ARENA_RESERVE: '65536',
  BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0',
  DO_NOT_TRACK: '1',
  // names are asked for by TCP, which the guard sees: there is no UDP
  RES_OPTIONS: 'use-vc attempts:1 timeout:5',
};
/** Of the engine itself, which has some for each processor, and of foreign code. */
export const MOST_THREADS = 256;
export const RUNTIME_MB = 465;
/** The most that the engine itself, with its code and a large bundle, holds in memory of these. */
export const RESIDENT_MB = 256;

/** What one call may log; the child leaves out what is beyond, and one that does not is ended. */
export const LOG_LIMITS = { lines: 1000, characters: 1024 * 1024, lineCharacters: 16_000 };

/** What a call of a bundle may ask the server to run of other components. */
export const REQUEST_LIMITS = { atOnce: 8, all: 10_000 };

/** The functions of a context's `logger`. */
export const LOG_LEVELS = ['metric', 'trace', 'debug', 'info', 'log', 'warn', 'error'];
/** The states of a context, which a call may change in place. */
export const STATE_NAMES = ['executionState', 'instanceState', 'crossFlowState', 'integrationState'];
