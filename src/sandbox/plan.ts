/** The internal words of the command line by which this program starts itself. */
export const LAUNCH_WORD = 'sandbox-launch';
export const CHILD_WORD = 'sandbox-child';

/** What the launcher is told: how this very program is started, and how much memory foreign code may use. */
export type LaunchPlan = { self: string[]; memoryMb: number };

/** What the launcher could put around the child. */
export type Fences = { landlock: boolean; seccomp: boolean };

export const launchWords = ({ self, memoryMb }: LaunchPlan) => [LAUNCH_WORD, String(memoryMb), ...self];
export const childWords = ({ landlock, seccomp }: Fences) => [
  CHILD_WORD,
  `${landlock ? 'landlock' : ''}+${seccomp ? 'seccomp' : ''}`,
];

export function readPlan([memoryMb, ...self]: string[]): LaunchPlan {
  return { self, memoryMb: Number(memoryMb) };
}

export function readFences([text = '']: string[]): Fences {
  return { landlock: text.includes('landlock'), seccomp: text.includes('seccomp') };
}

/** What foreign code is held by on this machine, for the people who run it. */
export type Confinement = { level: 'full' | 'partial'; reason: string };

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
};
export const RUNTIME_MB = 465;

/** What one call may log; the child leaves out what is beyond, and one that does not is ended. */
export const LOG_LIMITS = { lines: 1000, characters: 1024 * 1024, lineCharacters: 16_000 };

/** What a call of a bundle may ask the server to run of other components. */
export const REQUEST_LIMITS = { atOnce: 8, all: 10_000 };

/** The functions of a context's `logger`. */
export const LOG_LEVELS = ['metric', 'trace', 'debug', 'info', 'log', 'warn', 'error'];
/** The states of a context, which a call may change in place. */
export const STATE_NAMES = ['executionState', 'instanceState', 'crossFlowState', 'integrationState'];
