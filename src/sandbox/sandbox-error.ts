export type SandboxReason =
  /** the code itself threw; name, message and stack are its own */
  | 'code'
  | 'timeout'
  | 'aborted'
  /** the process ended under the code: out of memory, `process.exit`, a crash */
  | 'died'
  /** the process had ended before it was asked: nothing of the call has run */
  | 'gone'
  /** this machine does not hold foreign code as tightly as it has to be */
  | 'refused'
  | 'too_large'
  | 'closed';

/** Why a call of foreign code has no result. */
export class SandboxError extends Error {
  readonly reason: SandboxReason;
  /** Of a connection that does not work: the config variable that it is the value of. */
  connection?: { configVarKey: string };
  /** What another system has answered the code. */
  response?: { status: number; data: unknown };
  constructor(reason: SandboxReason, message: string) {
    super(message);
    this.name = 'SandboxError';
    this.reason = reason;
  }
}

export const cancelled = () => new SandboxError('aborted', 'the run was cancelled');
