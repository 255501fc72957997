import type { Component, Trigger } from '../component.ts';

const schedule: Trigger = {
  key: 'schedule',
  display: { label: 'Schedule', description: 'Starts the flow again and again at the times you choose.' },
  inputs: [],
  scheduleSupport: 'required',
  synchronousResponseSupport: 'invalid',
  perform: (_context, payload) => ({ payload }),
  examplePayload: { payload: { startedAt: '2026-01-01T08:00:00.000Z' } },
};

export const scheduleTriggers: Component = {
  key: 'schedule-triggers',
  public: true,
  display: { label: 'Schedule', description: 'Starts a flow by the clock.', category: 'Triggers' },
  actions: {},
  triggers: { schedule },
  dataSources: {},
  connections: [],
};
