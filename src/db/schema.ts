export * from './schema/audit.ts';
export * from './schema/config-values.ts';
export * from './schema/connections.ts';
export * from './schema/executions.ts';
export * from './schema/installation.ts';
export * from './schema/instances.ts';
export * from './schema/integrations.ts';
export * from './schema/people.ts';
