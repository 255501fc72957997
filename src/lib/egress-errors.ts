/** Why a request has no answer; the caller decides by it whether to try again. */
export type EgressFailure =
  | 'refused'
  | 'invalid'
  | 'dns'
  | 'network'
  | 'incomplete'
  | 'tls'
  | 'timeout'
  | 'too_large'
  | 'redirect'
  | 'encoding';

/** A request that got no usable answer. Its message never holds the URL's query, which may carry a secret. */
export class EgressError extends Error {
  readonly code: EgressFailure;
  constructor(code: EgressFailure, message: string) {
    super(message);
    this.name = 'EgressError';
    this.code = code;
  }
}

/** The egress rules do not let this request out. */
export class EgressRefused extends EgressError {
  constructor(message: string) {
    super('refused', message);
    this.name = 'EgressRefused';
  }
}

/** The code of a system error, such as `ENOTFOUND`. */
export function codeOf(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : 'unknown error';
}
