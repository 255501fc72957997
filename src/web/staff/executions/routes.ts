import { action, type PageRoute, page } from '../../kit/page.ts';
import { submitCancellations, submitReplays } from './bulk.ts';
import { downloadExecution, submitTestPayload } from './carried.ts';
import { downloadLog, downloadPayload, showRequest, showValue } from './files.tsx';
import { showJob, showJobs, streamJob, submitJobCancellation } from './jobs.tsx';
import { showExecutions, streamExecutions } from './list.tsx';
import { showNewJob, submitJob } from './new-job.tsx';
import { submitFilter, submitFilterDeletion } from './saved-filters.ts';
import { showExecution, streamExecution, submitCancellation, submitPause, submitReplay } from './show.tsx';

export const executionRoutes: PageRoute[] = [
  page('/executions', 'executions:read', showExecutions),
  page('/executions/stream', 'executions:read', streamExecutions),
  action('/executions/replays', 'executions:write', submitReplays),
  action('/executions/cancellations', 'executions:write', submitCancellations),
  action('/executions/filters', 'executions:read', submitFilter),
  action('/executions/filters/:id/deletion', 'executions:read', submitFilterDeletion),
  page('/executions/jobs', 'executions:read', showJobs),
  page('/executions/jobs/new', 'executions:write', showNewJob),
  action('/executions/jobs', 'executions:write', submitJob),
  page('/executions/jobs/:job', 'executions:read', showJob),
  page('/executions/jobs/:job/stream', 'executions:read', streamJob),
  action('/executions/jobs/:job/cancellation', 'executions:write', submitJobCancellation),
  page('/executions/:id', 'executions:read', showExecution),
  page('/executions/:id/stream', 'executions:read', streamExecution),
  action('/executions/:id/cancellation', 'executions:write', submitCancellation),
  action('/executions/:id/pause', 'executions:write', submitPause),
  action('/executions/:id/replays', 'executions:write', submitReplay),
  page('/executions/:id/file', 'executions:read', downloadExecution),
  action('/executions/:id/test-payloads', 'integrations:write', submitTestPayload),
  page('/executions/:id/values', 'executions:read', showValue),
  page('/executions/:id/request', 'executions:read', showRequest),
  page('/executions/:id/payloads', 'executions:read', downloadPayload),
  page('/executions/:id/log-file', 'executions:read', downloadLog),
];
