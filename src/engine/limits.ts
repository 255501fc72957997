import { MB } from '../lib/bytes.ts';
import { executionsPerCustomer, type Settings } from '../lib/config.ts';
import { SECOND } from '../lib/time.ts';

/** The limits of `views/help/settings.md#how-long-and-how-large`, in bytes, milliseconds and counts. */
export type Limits = {
  executions: number;
  executionsPerCustomer: number;
  executionsPerInstance: number;
  queuedPerInstance: number;
  runTime: number;
  resultBytes: number;
  stateBytes: number;
  iterations: number;
  steps: number;
  logLines: number;
  logBytes: number;
  depth: number;
  /** What flows that call flows may start, all together, from one execution. */
  crossFlowExecutions: number;
  codeTime: number;
  /** How long a synchronous caller waits. */
  syncTime: number;
};

/** The limits that the settings ask for. */
export function limitsOf(settings: Settings): Limits {
  return {
    executions: settings.STEPWELL_MAX_EXECUTIONS,
    executionsPerCustomer: executionsPerCustomer(settings),
    executionsPerInstance: settings.STEPWELL_MAX_EXECUTIONS_PER_INSTANCE,
    queuedPerInstance: settings.STEPWELL_MAX_QUEUED_PER_INSTANCE,
    runTime: settings.STEPWELL_MAX_RUN_SECONDS * SECOND,
    resultBytes: settings.STEPWELL_MAX_RESULT_MB * MB,
    stateBytes: settings.STEPWELL_MAX_STATE_MB * MB,
    iterations: settings.STEPWELL_MAX_LOOP_ITERATIONS,
    steps: settings.STEPWELL_MAX_STEPS,
    logLines: settings.STEPWELL_MAX_LOG_LINES,
    logBytes: settings.STEPWELL_MAX_LOG_MB * MB,
    depth: settings.STEPWELL_MAX_CROSS_FLOW_DEPTH,
    crossFlowExecutions: settings.STEPWELL_MAX_CROSS_FLOW_EXECUTIONS,
    codeTime: settings.STEPWELL_CODE_SECONDS * SECOND,
    syncTime: settings.STEPWELL_SYNC_SECONDS * SECOND,
  };
}
