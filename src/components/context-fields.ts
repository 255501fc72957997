/** What of a context is data and crosses to foreign code. */
export const CONTEXT_FIELDS = [
  'configVars',
  'stepId',
  'stepName',
  'executionId',
  'startedAt',
  'webhookUrls',
  'webhookApiKeys',
  'invokeUrl',
  'customer',
  'instance',
  'user',
  'integration',
  'flow',
  'executionFrame',
  'flowSchemas',
  'batch',
  'globalDebug',
  'runnerAllocatedMemoryMb',
  'isSimulatedTestExecution',
  'idempotencyKey',
] as const;

/** The four states, which a call may change in place or return. */
export const STATES = ['executionState', 'instanceState', 'crossFlowState', 'integrationState'] as const;
