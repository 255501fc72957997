/** What went wrong for the person or program that asked; translated to a status at one place (`app.ts`). */
export type ErrorCode =
  | 'bad_request'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'instance_paused'
  | 'version_unavailable'
  | 'precondition_required'
  | 'precondition_failed'
  | 'too_large'
  | 'unsupported_media_type'
  | 'invalid'
  | 'queue_full'
  | 'storage_full'
  | 'unavailable';

export type Issue = { path: string; message: string };

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly issues: Issue[];
  constructor(code: ErrorCode, message: string, issues: Issue[] = []) {
    super(message);
    this.name = 'AppError';
    this.code = code;
    this.issues = issues;
  }
}

/** @param messages what is wrong, by field. @throws AppError `invalid` with an issue for each, when there are any */
export function refuseFields(messages: Record<string, string | undefined>): void {
  const issues: Issue[] = [];
  for (const [path, message] of Object.entries(messages)) if (message) issues.push({ path, message });
  if (issues.length > 0)
    throw new AppError('invalid', issues.map(({ message }) => message).join(' '), issues);
}

/** @throws AppError `invalid` with the issues, when there are any */
export function refuseIssues(message: string, issues: Issue[]): void {
  if (issues.length > 0) throw new AppError('invalid', message, issues);
}

/** What a promise gives; undefined where it is of something that is not there. */
export async function unlessGone<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** The message of anything that was thrown, even `null`, a Proxy or an object whose getters throw. Never throws. */
export function messageOf(thrown: unknown): string {
  try {
    if (thrown instanceof Error && typeof thrown.message === 'string') return thrown.message || thrown.name;
    if (typeof thrown === 'string') return thrown;
    if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) {
      const { message } = thrown;
      if (typeof message === 'string') return message;
    }
    return String(thrown);
  } catch {
    return 'an error that cannot be read';
  }
}
