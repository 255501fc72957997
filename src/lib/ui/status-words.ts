/** Shape and word of each state. */
export const STATES = {
  queued: ['queued', 'Queued'],
  running: ['running', 'Running'],
  waiting: ['waiting', 'Waiting'],
  succeeded: ['succeeded', 'Succeeded'],
  failed: ['failed', 'Failed'],
  cancelled: ['cancelled', 'Cancelled'],
  skipped: ['skipped', 'Skipped'],
  active: ['succeeded', 'Active'],
  paused: ['cancelled', 'Paused'],
  needs_configuration: ['waiting', 'Needs configuration'],
  removed: ['cancelled', 'Removed'],
  pending: ['queued', 'Pending'],
  expiring: ['waiting', 'Expiring'],
  error: ['failed', 'Error'],
  revoked: ['cancelled', 'Revoked'],
} as const;

/** The state of an execution, a step, an instance or a connection. */
export type StatusState = keyof typeof STATES;

/** The word of a state, as a filter or a sentence names it. */
export function stateWord(state: StatusState): string {
  return STATES[state][1];
}
