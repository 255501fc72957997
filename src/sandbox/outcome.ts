import * as v from 'valibot';
import { type Confinement, MOST_THREADS } from './plan.ts';
import { SandboxError } from './sandbox-error.ts';

export function timeoutError(deadlineMs: number): SandboxError {
  const limit = deadlineMs >= 1000 ? `${deadlineMs / 1000} s` : `${deadlineMs} ms`;
  return new SandboxError('timeout', `the code ran longer than its limit of ${limit}`);
}

export type Exit = { code: number | null; signal: string | number | null; output: string };

export function startMessage({ code, signal, output }: Exit): string {
  return `the process for the code did not start (${signal ?? `exit code ${code}`}): ${output.trim().slice(-1000)}`;
}

export function memoryError(memoryMb: number): SandboxError {
  return new SandboxError('died', `the code used more memory than its ${memoryMb} MB`);
}

export function threadsError(): SandboxError {
  return new SandboxError('died', `the code has started more threads than its ${MOST_THREADS}`);
}

export function isOutOfMemory(error: SandboxError): boolean {
  return error.name === 'RangeError' && error.message === 'Out of memory';
}

/** Why a process ended under its code, as well as its end tells. */
export function exitMessage(exit: Exit, memoryMb: number): string {
  if (/out of memory|bad_alloc/i.test(exit.output)) return memoryError(memoryMb).message;
  if (exit.signal)
    return `the code crashed its process (${exit.signal}); the usual cause is more memory than its ${memoryMb} MB`;
  return `the code ended its own process (exit code ${exit.code})`;
}

/** The error that the code threw, as the child described it, with what its network refused: clients say only that it did. */
export function codeError(description: unknown, refusals: readonly string[] = []): SandboxError {
  const field = (name: string): unknown =>
    typeof description === 'object' && description !== null ? Reflect.get(description, name) : undefined;
  const message = String(field('message'));
  const refused = refusals.length > 0 ? ` (${refusals.join('; ')})` : '';
  const error = new SandboxError('code', `${message}${refused}`);
  error.name = String(field('name'));
  const lines: unknown = field('stack');
  const stack = Array.isArray(lines) ? lines.map((line) => `\n    ${String(line)}`).join('') : '';
  error.stack = `${error.name}: ${error.message}${stack}`;
  return Object.assign(error, toldIn(description));
}

const Told = v.object({
  connection: v.exactOptional(v.object({ configVarKey: v.string() })),
  response: v.exactOptional(v.object({ status: v.number(), data: v.unknown() })),
});

/** What an error says beside its words. */
function toldIn(description: unknown): v.InferOutput<typeof Told> {
  const told = v.safeParse(Told, description);
  return told.success ? told.output : {};
}

/** Why a bundle cannot be called at all. */
export function loadError(error: SandboxError): SandboxError {
  const why = error.reason === 'timeout' ? 'it takes too long to load' : error.message;
  const failed = new SandboxError(error.reason, `the component cannot be loaded: ${why}`);
  failed.name = error.name;
  if (error.stack) failed.stack = error.stack;
  return failed;
}

export function confinementOf(description: unknown): Confinement {
  const { level, reason, network, networkReason } = Object(description);
  return {
    level: level === 'full' || level === 'none' ? level : 'partial',
    reason: String(reason ?? 'unknown'),
    network: network === 'guarded' || network === 'open' ? network : 'closed',
    networkReason: String(networkReason ?? 'unknown'),
  };
}
