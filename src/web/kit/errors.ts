import { AppError, type ErrorCode, type Issue, messageOf } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { storageErrorOf } from '../../lib/storage-error.ts';

/** The status of each error that a user can cause; the one place where they are translated. */
const STATUS: Record<ErrorCode, number> = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  instance_paused: 409,
  version_unavailable: 409,
  precondition_required: 428,
  precondition_failed: 412,
  too_large: 413,
  unsupported_media_type: 415,
  invalid: 422,
  queue_full: 429,
  storage_full: 507,
  unavailable: 503,
};

/** Of what passes by itself: after how many seconds it may be tried again. */
const RETRY_AFTER: Partial<Record<ErrorCode, string>> = {
  unavailable: '5',
  queue_full: '5',
  storage_full: '60',
};

type Failure = {
  status: number;
  code: string;
  message: string;
  issues?: Issue[];
  headers?: Record<string, string>;
};

/** `{"error":{"code","message","issues"}}` for whatever was thrown; what nobody foresaw is logged and says no more than that. */
export function errorAnswer(failure: Failure | unknown, log?: Log): Response {
  const {
    status,
    code,
    message,
    issues = [],
    headers = {},
  } = isFailure(failure) ? failure : failureOf(failure, log);
  return Response.json({ error: { code, message, issues } }, { status, headers });
}

function isFailure(value: unknown): value is Failure {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Error) &&
    'status' in value &&
    'code' in value
  );
}

/** What to answer for whatever was thrown. @param request the id by which the log names it */
export function failureOf(error: unknown, log: Log | undefined, request?: string): Failure {
  if (error instanceof AppError) {
    const seconds = RETRY_AFTER[error.code];
    const headers: Record<string, string> = seconds ? { 'retry-after': seconds } : {};
    return {
      status: STATUS[error.code],
      code: error.code,
      message: error.message,
      issues: error.issues,
      headers,
    };
  }
  const storage = storageErrorOf(error);
  if (storage) {
    // What the store has noticed itself, it says once and not for each call.
    if (storage !== error) log?.error(`The data cannot be used: ${storage.advice}`, { code: storage.code });
    const seconds = storage.fault === 'busy' || storage.fault === 'no-files' ? '5' : '30';
    return {
      ...{ status: 503, code: 'unavailable', message: storage.message },
      headers: { 'retry-after': seconds },
    };
  }
  log?.error('A request failed', {
    ...(request === undefined ? {} : { request }),
    error: messageOf(error),
    stack: error instanceof Error ? error.stack : undefined,
  });
  return {
    status: 500,
    code: 'internal',
    message: 'Something went wrong here. The log of the server says what.',
  };
}
