import type { StatusState } from './status-words.ts';

/*
 * How what runs for customers is called on their pages. They know integrations, answers, accounts and activity, and
 * none of the words that staff have for these.
 */

/** How it stands with an integration that a customer has. */
export type OwnState = 'active' | 'attention' | 'unfinished' | 'paused' | 'update';

export type Said = { state: StatusState; text: string };

export const OWN_STATES: Record<OwnState, Said> = {
  active: { state: 'active', text: 'Active' },
  attention: { state: 'failed', text: 'Needs attention' },
  unfinished: { state: 'queued', text: 'Not finished' },
  paused: { state: 'paused', text: 'Paused' },
  update: { state: 'waiting', text: 'Update available' },
};

const RUNS = {
  queued: { state: 'queued', text: 'About to begin' },
  running: { state: 'running', text: 'Under way' },
  waiting: { state: 'waiting', text: 'Goes on soon' },
  paused: { state: 'paused', text: 'On hold' },
  succeeded: { state: 'succeeded', text: 'Done' },
  failed: { state: 'failed', text: 'Failed' },
  cancelled: { state: 'cancelled', text: 'Stopped' },
  skipped: { state: 'skipped', text: 'Left out' },
} as const satisfies Record<string, Said>;

export function runWords(status: keyof typeof RUNS): Said {
  return RUNS[status];
}

const STEPS = {
  succeeded: { state: 'succeeded', text: 'Done' },
  failed: { state: 'failed', text: 'Failed' },
  ignored: { state: 'skipped', text: 'Failed, and went on' },
  retrying: { state: 'waiting', text: 'Tries again' },
  running: { state: 'running', text: 'Under way' },
  next: { state: 'running', text: 'Under way' },
  cancelled: { state: 'cancelled', text: 'Stopped' },
  'not-yet': { state: 'queued', text: 'Still to come' },
  'not-run': { state: 'skipped', text: 'Not reached' },
  'not-taken': { state: 'skipped', text: 'Not needed' },
} as const satisfies Record<string, Said>;

export function stepWords(state: keyof typeof STEPS): Said {
  return STEPS[state];
}

const CAUSES = {
  webhook: 'Another system sent something',
  schedule: 'It was time for it',
  invoked: 'Followed from another activity',
  batch: 'Something was found',
  replay: 'Tried again',
  deploy: 'It was activated or changed',
  remove: 'It was removed',
  user_deploy: 'Somebody set it up for themselves',
  user_remove: 'Somebody removed what they had set up',
  test: 'A trial',
};

export function causeWords(kind: keyof typeof CAUSES): string {
  return CAUSES[kind];
}

/** Words that customers' pages do not say, and what belongs to us. */
export const JARGON =
  /\b(instances?|deploy\w*|executions?|flows?|triggers?|payloads?|config(uration)? variables?|credentials?|webhooks?|stepwell)\b/i;

/** What an error says, where a customer can read it; else that it is technical. */
export function plainError(message: string): string {
  return JARGON.test(message) ? 'It could not go on for a technical reason.' : message;
}
