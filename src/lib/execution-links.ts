import { PANEL, type Query, withQuery } from './query.ts';

/** What of an execution is looked at: all of it stands in the page's address. */
export type Seen = {
  id: string;
  /** Path of the selected step, or `TRIGGER`. */
  step?: string | undefined;
  /** Path of the loop of which a round is unfolded, and which one, from 1. */
  loop?: string | undefined;
  iteration?: number | undefined;
  tab?: PanelTab | undefined;
  level?: LevelChoice | undefined;
  /** Only log lines before that one. */
  before?: number | undefined;
};

export type PanelTab = 'data' | 'logs' | 'error';
export type LevelChoice = 'debug' | 'info' | 'warn' | 'error';
export type ValuePart = 'input' | 'output' | 'request';

/** Stands for the trigger where a step's path would; no path begins with a dot. */
export const TRIGGER = '.trigger';

const execution = ({ id, ...seen }: Seen) => withQuery(`/executions/${id}`, seen);

export const executions = {
  executions: (query: Query = {}) => withQuery('/executions', query),
  executionsStream: (query: Query) => withQuery('/executions/stream', query),
  savedFilters: () => '/executions/filters',
  savedFilterDeletion: (id: string) => `/executions/filters/${id}/deletion`,
  executionJobs: (query: Query = {}) => withQuery('/executions/jobs', query),
  newExecutionJob: (query: Query = {}) => withQuery('/executions/jobs/new', query),
  executionJob: (id: string, query: Query = {}) => withQuery(`/executions/jobs/${id}`, query),
  executionJobStream: (id: string, query: Query) => withQuery(`/executions/jobs/${id}/stream`, query),
  executionJobCancellation: (id: string) => `/executions/jobs/${id}/cancellation`,
  replays: () => '/executions/replays',
  cancellations: () => '/executions/cancellations',
  execution: (id: string) => `/executions/${id}`,
  executionSeen: (seen: Seen, changes: Partial<Omit<Seen, 'id'>> = {}) => execution({ ...seen, ...changes }),
  executionStep: (seen: Seen, step: string) => execution({ ...seen, step, tab: undefined }) + PANEL,
  executionTab: (seen: Seen, tab: PanelTab) =>
    execution({ ...seen, tab: tab === 'data' ? undefined : tab }) + PANEL,
  executionStream: ({ id, ...seen }: Seen) => withQuery(`/executions/${id}/stream`, seen),
  executionCancellation: (id: string) => `/executions/${id}/cancellation`,
  executionPause: (id: string) => `/executions/${id}/pause`,
  executionReplays: (id: string) => `/executions/${id}/replays`,
  executionFile: (id: string, query: Query = {}) => withQuery(`/executions/${id}/file`, query),
  executionTestPayloads: (id: string) => `/executions/${id}/test-payloads`,
  executionRequest: (id: string) => `/executions/${id}/request`,
  executionLog: (id: string) => `/executions/${id}/log-file`,
  /** Where the rest of a value is read; `at` and `from` are put behind it. */
  executionValue: (id: string, step: string | undefined, part: ValuePart) =>
    withQuery(`/executions/${id}/values`, { step, part }),
  executionPayload: (id: string, step: string | undefined, part: ValuePart) =>
    withQuery(`/executions/${id}/payloads`, { step, part }),
};
