import type { MonitorTrigger, WatchedLevel } from '../monitor-triggers.ts';

type Condition = { trigger: MonitorTrigger; threshold: number | null; level: WatchedLevel | null };

/** What each trigger is called where one is chosen. */
export const TRIGGER_LABELS: Record<MonitorTrigger, string> = {
  failed: 'An execution fails',
  failed_in_a_row: 'Executions fail, so many in a row',
  slow: 'An execution takes longer than so many seconds',
  no_run: 'Nothing has run for so many minutes',
  queued: 'An execution waits in the queue longer than so many seconds',
  connection_broken: 'A connection stops working',
  log_level: 'A line of the log is a warning or an error',
  not_configured: 'An instance needs to be configured',
};

/** What a monitor watches for, with its number: "An execution takes longer than 60 s". */
export function conditionWords({ trigger, threshold, level }: Condition): string {
  switch (trigger) {
    case 'failed_in_a_row':
      return `${threshold} executions in a row fail`;
    case 'slow':
      return `An execution takes longer than ${threshold} s`;
    case 'no_run':
      return `Nothing has run for ${threshold} minutes`;
    case 'queued':
      return `An execution waits in the queue longer than ${threshold} s`;
    case 'log_level':
      return level === 'warn' ? 'The log has a warning or an error' : 'The log has an error';
    default:
      return TRIGGER_LABELS[trigger];
  }
}
